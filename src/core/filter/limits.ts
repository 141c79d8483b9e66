/** Groups within groups that a filter may have; nobody reads deeper ones, and a bottomless one would exhaust the stack. */
export const maxFilterDepth = 8;

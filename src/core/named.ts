/** The entry of a record from outside by name; inherited names (`constructor`, `__proto__`) are no entries. */
export const named = <T>(entries: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(entries, name) ? entries[name] : undefined;

/** Reads one property of rows; faster than {@link named}, which only names that objects inherit need. */
export function reader(property: string): (row: Readonly<Record<string, unknown>>) => unknown {
  return property in Object.prototype ? (row) => named(row, property) : (row) => row[property];
}

/**
 * Whether two JSON documents say the same: the order of keys is free, that of lists is not (the first replacement that matches
 * wins), and an absent member is the same as an undefined one.
 */
export function sameDocument(a: unknown, b: unknown): boolean {
  if (Object.is(a, b) || a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((entry, index) => sameDocument(entry, b[index]));
  }
  const left = members(a);
  const right = members(b);
  return (
    left.size === right.size && [...left].every(([key, value]) => right.has(key) && sameDocument(value, right.get(key)))
  );
}

const members = (document: object): Map<string, unknown> =>
  new Map(Object.entries(document).filter(([, value]) => value !== undefined));

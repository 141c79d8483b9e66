/** Whether a JSON document nests deeper than `limit` levels. Not recursive itself: it must survive what it guards against. */
export function deeperThan(limit: number, document: unknown): boolean {
  let level: unknown[] = [document];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) return true;
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
  return false;
}

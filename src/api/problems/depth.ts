interface Place {
  readonly value: unknown;
  readonly name: string;
  readonly above: Place | null;
}

/**
 * Where a JSON document nests deeper than `limit` levels, as a path; null when it does not. Not recursive itself: it must survive
 * what it guards against.
 */
export function beyondDepth(limit: number, document: unknown): string[] | null {
  let level: Place[] = [{ value: document, name: '', above: null }];
  for (let depth = 0; level.length > 0; depth += 1) {
    const [first] = level;
    if (first && depth > limit) return pathOf(first);
    const last = depth === limit;
    level = level.flatMap((place) => placesIn(place, last));
  }
  return null;
}

/** Plain values are places only where they are one too many: most of a document is nothing else. */
const placesIn = (above: Place, plainToo: boolean): Place[] =>
  isNested(above.value)
    ? Object.entries(above.value)
        .filter(([, value]) => plainToo || isNested(value))
        .map(([name, value]) => ({ value, name, above }))
    : [];

const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null;

function pathOf(place: Place): string[] {
  const path: string[] = [];
  for (let step = place; step.above; step = step.above) path.unshift(step.name);
  return path;
}

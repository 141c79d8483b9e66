/** The environment's one row version: every change of any row of any table takes the next (reference dataverse-web-api §14). */
export interface Versions {
  current(): number;
  next(): number;
  /** Goes on above `version`. */
  skipTo(version: number): void;
}

const firstVersion = 4_711_000;

export function createVersions(): Versions {
  let current = firstVersion;
  return {
    current: () => current,
    next: () => ++current,
    skipTo(version) {
      current = Math.max(current, version);
    },
  };
}

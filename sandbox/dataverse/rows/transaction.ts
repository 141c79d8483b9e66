import type { Environment } from '../environment.js';

const open = new WeakSet<Environment>();

/** Does all of `work` or, when it throws, nothing of it. Row versions that were taken stay taken, as in any database. */
export function inOneTransaction<T>(environment: Environment, work: () => T): T {
  // A bulk message within a change set shares its fate.
  if (open.has(environment)) return work();
  const all = [...environment.tables.values()].map(({ rows }) => rows);
  for (const rows of all) rows.begin();
  open.add(environment);
  try {
    const result = work();
    for (const rows of all) rows.commit();
    return result;
  } catch (error) {
    for (const rows of all) rows.rollBack();
    throw error;
  } finally {
    open.delete(environment);
  }
}

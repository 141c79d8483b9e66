import { sql } from 'kysely';
import type { Outcome } from '../core/lane.js';

/**
 * `using … where …` of a delete: rows `row` of a lane that are of these records, and of no newer version. The lane is part of what is looked up, and
 * hidden behind `offset 0`: were it given, PostgreSQL would read all of a lane that it takes for small, because it has not counted it yet.
 */
export const ofVersions = (row: 'r' | 'w' | 'p', lane: number, versions: readonly Outcome[]) => {
  const column = (name: string) => sql.ref(`${row}.${name}`);
  return sql`using (
      select ${lane}::integer as lane, key, number from unnest(
        ${versions.map(({ key }) => key)}::uuid[], ${versions.map(({ chunk }) => chunk)}::bigint[]
      ) as given (key, number) offset 0
    ) as version
    where ${column('lane')} = version.lane and ${column('key')} = version.key and ${column('number')} <= version.number`;
};

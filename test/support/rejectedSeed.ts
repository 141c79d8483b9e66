import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { SourceRow } from '../../src/core/lane.js';
import { applyVersion } from '../../src/store/applied.js';
import type { Database } from '../../src/store/database.js';
import { rejectedContext } from '../../src/store/rejected.js';
import { lanePlan } from './storedLane.js';

/** Stands in every row that is rejected here, and must be seen nowhere else. */
export const personal = 'Quillfeather';

export interface Rejection {
  readonly key?: string;
  readonly code?: string;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly row?: SourceRow | null;
  readonly at?: string;
}

/** Lanes of ingress of the instance `dev`, as a start under the configuration out of the box leaves them; gives their ids. */
export async function seedLanes({ db }: Database, ...names: string[]): Promise<Map<string, number>> {
  const planned = names.map((name) => ({ name, plan: lanePlan, failure: null }));
  await applyVersion(db, 'dev', 'ingress', 0, planned);
  const lanes = await db.selectFrom('lanes').select(['id', 'name']).execute();
  return new Map(lanes.map(({ id, name }) => [name, id]));
}

/** Rejects records of one lane in their order; gives their numbers in the list. */
export async function seedRejected(
  { db, sealer }: Pick<Database, 'db' | 'sealer'>,
  lane: number,
  rejections: readonly Rejection[],
): Promise<number[]> {
  const rows = rejections.map(
    ({ key = randomUUID(), code = 'campaign-email', params = { field: 'email' }, ...more }) => {
      const { row = { lastname: personal, middlename: null, contactid: key }, at = '2026-03-01T12:00:00Z' } = more;
      const payload = row && sealer.seal(Buffer.from(JSON.stringify(row)), rejectedContext(lane, key));
      return { key, code, params: JSON.stringify(params), payload, at };
    },
  );
  const { rows: numbered } = await sql<{ id: number }>`
    insert into rejected_records (lane, key, number, code, params, payload, rejected_at)
    select ${lane}::integer, key, 0, code, params, payload, at from unnest(
      ${rows.map(({ key }) => key)}::uuid[], ${rows.map(({ code }) => code)}::text[], ${rows.map(({ params }) => params)}::jsonb[],
      ${rows.map(({ payload }) => payload)}::bytea[], ${rows.map(({ at }) => at)}::timestamptz[]
    ) with ordinality as given (key, code, params, payload, at, place) order by place returning id`.execute(db);
  return numbered.map(({ id }) => id);
}

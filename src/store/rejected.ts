import { sql } from 'kysely';
import type { SourceRow } from '../core/lane.js';
import type { WorkflowName } from '../core/names.js';
import type { ProblemFacts } from '../core/problems/problem.js';
import type { RejectedSelection } from '../core/rejected.js';
import type { Db } from './database.js';
import type { Sealer } from './encryption.js';
import { rejectedSlice } from './limits.js';

/** Which workflow's rejected records. */
interface Of {
  readonly instance: string;
  readonly workflow: WorkflowName;
}

export interface StoredRejection {
  readonly id: number;
  readonly lane: number;
  readonly mapping: string;
  readonly key: string;
  /** Of the version that was refused. */
  readonly number: number;
  readonly code: string;
  readonly params: ProblemFacts['params'];
  readonly rejectedAt: Date;
}

/** Rejected records, the newest first, from below the number `before` on. */
export async function listRejected(
  db: Db,
  of: Of,
  selection: RejectedSelection,
  { before, limit }: { before: number | null; limit: number },
): Promise<StoredRejection[]> {
  const below = before === null ? sql`true` : sql`r.id < ${before}`;
  const { rows } = await sql<StoredRejection>`
    select ${shown} from rejected_records r join lanes l on l.id = r.lane
    where ${selected(of, selection)} and ${below} order by r.id desc limit ${limit}`.execute(db);
  return rows;
}

export interface StoredGroup {
  readonly mapping: string;
  readonly code: string;
  /** Of the newest record of the group. */
  readonly params: ProblemFacts['params'];
  readonly records: number;
  readonly newestAt: Date;
}

/** Rejected records counted by mapping and reason, the commonest first. */
export async function groupRejected(db: Db, of: Of, selection: RejectedSelection): Promise<StoredGroup[]> {
  const { rows } = await sql<StoredGroup>`
    with counted as (
      select r.lane, r.code, count(*) as records, max(r.id) as newest, max(r.rejected_at) as newest_at
      from rejected_records r join lanes l on l.id = r.lane where ${selected(of, selection)} group by r.lane, r.code
    )
    select l.name as mapping, counted.code, r.params, counted.records, counted.newest_at as "newestAt"
    from counted join lanes l on l.id = counted.lane join rejected_records r on r.id = counted.newest
    order by counted.records desc, l.name, counted.code`.execute(db);
  return rows;
}

/** How many there are. */
export async function countRejected(db: Db, of: Of, selection: RejectedSelection): Promise<number> {
  const { rows } = await sql<{ records: number }>`
    select count(*) as records from rejected_records r join lanes l on l.id = r.lane where ${selected(of, selection)}`.execute(
    db,
  );
  return rows[0]?.records ?? 0;
}

/** The same with their rows, opened. */
export async function listRejectedRows(
  db: Db,
  sealer: Sealer,
  of: Of,
  selection: RejectedSelection,
  { before, limit }: { before: number | null; limit: number },
): Promise<(StoredRejection & { row: SourceRow | null })[]> {
  const below = before === null ? sql`true` : sql`r.id < ${before}`;
  const { rows } = await sql<StoredRejection & { payload: Buffer | null }>`
    select ${shown}, r.payload from rejected_records r join lanes l on l.id = r.lane
    where ${selected(of, selection)} and ${below} order by r.id desc limit ${limit}`.execute(db);
  return rows.map(({ payload, ...rejection }) => ({
    ...rejection,
    row: payload && openRow(sealer, rejection, payload),
  }));
}

/**
 * Has the reader read the newest version of each of these records again. They stay in the list until one succeeds. Give it a transaction: it
 * takes several statements for many, because one for all would meet the limit of a statement's time.
 * @returns how many there are
 */
export async function retryRejected(tx: Db, of: Of, selection: RejectedSelection): Promise<number> {
  let records = 0;
  for (let last: Asked = { lane: 0, key: '00000000-0000-0000-0000-000000000000', records: 0 }; ; ) {
    const { rows } = await sql<Asked>`
      with chosen as (
        select r.lane, r.key from rejected_records r join lanes l on l.id = r.lane
        where ${selected(of, selection)} and (r.lane, r.key) > (${last.lane}::integer, ${last.key}::uuid)
        order by r.lane, r.key limit ${rejectedSlice}
      ), asked as (
        insert into again (lane, key, reason) select lane, key, 'retry' from chosen order by lane, key on conflict do nothing
      )
      select lane, key, (select count(*) from chosen) as records from chosen order by lane desc, key desc limit 1`.execute(
      tx,
    );
    const [slice] = rows;
    if (!slice) return records;
    records += slice.records;
    if (slice.records < rejectedSlice) return records;
    last = slice;
  }
}

/** The last record of a slice, and how many the slice has. */
interface Asked {
  readonly lane: number;
  readonly key: string;
  readonly records: number;
}

/**
 * Strikes these records from the list. A newer version of one is written as if nothing had been. Give it a transaction.
 * @returns how many there were
 */
export async function discardRejected(tx: Db, of: Of, selection: RejectedSelection): Promise<number> {
  for (let records = 0; ; ) {
    const { numAffectedRows = 0n } = await sql`
      delete from rejected_records where id = any(array(
        select r.id from rejected_records r join lanes l on l.id = r.lane where ${selected(of, selection)} limit ${rejectedSlice}
      ))`.execute(tx);
    records += Number(numAffectedRows);
    if (numAffectedRows < rejectedSlice) return records;
  }
}

/** What binds a sealed row to the record that it is of. */
export const rejectedContext = (lane: number, key: string): string => `rejected:${lane}:${key}`;

const openRow = (sealer: Sealer, { lane, key }: StoredRejection, payload: Buffer): SourceRow | null =>
  JSON.parse(sealer.open(payload, rejectedContext(lane, key)).toString()) as SourceRow | null;

const shown = sql`r.id, r.lane, l.name as mapping, r.key, r.number, r.code, r.params, r.rejected_at as "rejectedAt"`;

/** The condition on `rejected_records r join lanes l` that a selection is. */
function selected({ instance, workflow }: Of, { mapping, reason, keys, ids, from, to }: RejectedSelection) {
  const parts = [
    sql`l.instance = ${instance} and l.workflow = ${workflow}`,
    ...(mapping === undefined ? [] : [sql`l.name = ${mapping}`]),
    ...(reason === undefined ? [] : [sql`r.code = ${reason}`]),
    ...(keys === undefined ? [] : [sql`r.key = any(${keys}::uuid[])`]),
    ...(ids === undefined ? [] : [sql`r.id = any(${ids}::bigint[])`]),
    ...(from === undefined ? [] : [sql`r.rejected_at >= ${from}`]),
    ...(to === undefined ? [] : [sql`r.rejected_at < ${to}`]),
  ];
  return sql.join(parts, sql` and `);
}

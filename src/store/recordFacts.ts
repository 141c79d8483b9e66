import { sql } from 'kysely';
import type { OutcomeKind } from '../core/lane.js';
import type { WorkflowName } from '../core/names.js';
import type { ProblemFacts } from '../core/problems/problem.js';
import type { Db } from './database.js';

/** All that is kept of one record in one lane, its row aside. */
export interface RecordFacts {
  readonly mapping: string;
  readonly present: boolean | null;
  readonly at: Date | null;
  readonly outcome: OutcomeKind | null;
  readonly writtenAt: Date | null;
  readonly written: string | null;
  /** When its last version was read that still has to be worked on. */
  readonly queuedAt: Date | null;
  readonly deleteHeld: boolean;
  readonly again: boolean;
  readonly waitingSince: Date | null;
  readonly parentMapping: string | null;
  readonly parentKey: string | null;
  /** What became of the parent; null when nothing is known of it. */
  readonly parentPresent: boolean | null;
  readonly parentOutcome: OutcomeKind | null;
  readonly parentDeleteHeld: boolean;
  readonly parentRejected: boolean;
  readonly rejectedId: number | null;
  readonly rejectedAt: Date | null;
  readonly code: string | null;
  readonly params: ProblemFacts['params'] | null;
}

/** What is known of the record with this key in every lane of a workflow: one key may be in several. */
export async function recordFacts(
  db: Db,
  instance: string,
  workflow: WorkflowName,
  key: string,
): Promise<RecordFacts[]> {
  const { rows } = await sql<RecordFacts>`
    select l.name as mapping, r.present, r.at, r.outcome,
      r.written_at as "writtenAt", r.written,
      (
        select max(c.queued_at) from chunks c cross join lateral unnest(c.keys) with ordinality as version (key, place)
        where c.lane = l.id and c.keys @> array[${key}::uuid] and version.key = ${key}::uuid
          and (c.done is null or get_bit(c.done, version.place - 1) = 0)
      ) as "queuedAt",
      exists (select from pending_deletes p where p.lane = l.id and p.key = ${key}::uuid) as "deleteHeld",
      exists (select from again a where a.lane = l.id and a.key = ${key}::uuid) as again,
      w.since as "waitingSince", w.parent_lane as "parentMapping", w.parent_key as "parentKey",
      pr.present as "parentPresent", pr.outcome as "parentOutcome",
      exists (select from pending_deletes pp where pp.lane = pl.id and pp.key = w.parent_key) as "parentDeleteHeld", pj.id is not null as "parentRejected",
      j.id as "rejectedId", j.rejected_at as "rejectedAt", j.code, j.params
    from lanes l
      left join records r on r.lane = l.id and r.key = ${key}::uuid
      left join waiting w on w.lane = l.id and w.key = ${key}::uuid
      left join rejected_records j on j.lane = l.id and j.key = ${key}::uuid
      left join lanes pl on pl.instance = l.instance and pl.workflow = l.workflow and pl.name = w.parent_lane
      left join records pr on pr.lane = pl.id and pr.key = w.parent_key
      left join rejected_records pj on pj.lane = pl.id and pj.key = w.parent_key
    where l.instance = ${instance} and l.workflow = ${workflow}
    order by l.id`.execute(db);
  return rows;
}

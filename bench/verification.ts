import type { Client as TemporalClient } from '@temporalio/client';
import type { Client as PostgresClient } from 'pg';
import { taskQueues, verificationId } from '../src/core/names.js';
import { instanceAttribute } from '../src/core/searchAttributes.js';
import { loadLimitMs, lookMs } from './limits.js';
import { tell } from './progress.js';
import { until } from './until.js';

/** What a verification found, and what it cost. */
export interface Verified {
  readonly equal: number;
  readonly engineCalls: number;
}

const mapping = 'contact';

/** Runs a verification of the contacts, begun the way the API does it, to its end. The workflow must be stopped. */
export async function runVerification(
  database: PostgresClient,
  temporal: TemporalClient,
  instance: string,
): Promise<Verified> {
  // A lane counts as at work for a minute and a half after its last read: that would be measured, too.
  await database.query("update passerelle.lanes set position_at = position_at - interval '1 hour'");
  const begun = await database.query<{ id: string }>(
    `insert into passerelle.verifications (lane, repair, requested_by, mapping, stand)
      select id, false, 'bench', plan -> 'mapping', '{}' from passerelle.lanes where name = $1 returning id`,
    [mapping],
  );
  const verification = Number(begun.rows[0]?.id);
  await temporal.workflow.start('verify', {
    workflowId: verificationId(instance, mapping),
    taskQueue: taskQueues.workflows,
    args: [{ instance, mapping, verification }],
    typedSearchAttributes: [{ key: instanceAttribute, value: instance }],
  });
  let shown = 0;
  return until(
    async () => {
      const { rows } = await database.query<Row>(standing, [verification]);
      const [row] = rows;
      if (!row) throw new Error('the verification is gone');
      if (row.state === 'running') {
        if (row.read - shown >= toldEvery) tell(`${(shown = row.read)} records of Campaign verified`);
        return null;
      }
      if (row.state !== 'done') throw new Error(`the verification ${row.state}: ${row.failure}`);
      return { equal: row.equal, engineCalls: row.engineCalls };
    },
    { what: 'the end of the verification', limitMs: loadLimitMs, everyMs: lookMs },
  );
}

interface Row extends Verified {
  readonly state: string;
  readonly failure: string | null;
  readonly read: number;
}

const standing = `
  select state, failure::text, (stand -> 'read' ->> 'campaign')::float8 as read,
    (stand -> 'findings' -> 'counts' ->> 'equal')::float8 as equal, engine_calls::float8 as "engineCalls"
  from passerelle.verifications where id = $1`;

const toldEvery = 100_000;

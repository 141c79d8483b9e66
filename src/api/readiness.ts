import { workflowNames } from '../core/names.js';
import { PassesByItself } from '../core/problems/failures.js';
import { pingDatabase } from '../store/database.js';
import { listInstances } from '../store/instances.js';
import type { Dependency, Readiness } from './contract/readiness.js';
import { type Deadline, deadlineIn } from './deadline.js';
import { temporalWithinMs } from './limits.js';
import type { Parts } from './parts.js';
import { fromStore } from './storeAccess.js';

/** What the API cannot work without, each told apart: while Temporal is away no worker can be seen. */
export async function checkReadiness(parts: Pick<Parts, 'db' | 'temporal' | 'snapshots'>): Promise<Readiness> {
  const deadline = deadlineIn(temporalWithinMs);
  const [database, polled, answered] = await Promise.allSettled([
    fromStore(deadline, pingDatabase(parts.db)),
    parts.temporal.hasWorker(deadline),
    workerAnswers(parts, deadline),
  ]);
  const temporal = polled.status === 'fulfilled';
  const worker = temporal && (valueOf(answered) ?? polled.value);
  const checks: Record<Dependency, 'up' | 'away'> = {
    database: upIf(database.status === 'fulfilled'),
    temporal: upIf(temporal),
    worker: upIf(worker),
  };
  const ready = Object.values(checks).every((check) => check === 'up');
  return { status: ready ? 'ready' : 'away', checks };
}

/** The server remembers a killed worker's polls for a while; a workflow that answers, or does not, knows better. Null: none is open. */
async function workerAnswers(
  { db, snapshots }: Pick<Parts, 'db' | 'snapshots'>,
  deadline: Deadline,
): Promise<boolean | null> {
  const instances = await fromStore(deadline, listInstances(db));
  const looked = await Promise.allSettled(
    instances.flatMap(({ id }) => workflowNames.map((workflow) => snapshots.get(id, workflow))),
  );
  const open = looked.some((look) => look.status === 'fulfilled' && look.value.sighting.kind === 'open');
  const silent = looked.some(
    (look) =>
      look.status === 'rejected' && look.reason instanceof PassesByItself && look.reason.code === 'worker-unavailable',
  );
  if (silent) return false;
  return open ? true : null;
}

const valueOf = (result: PromiseSettledResult<boolean | null>) => (result.status === 'fulfilled' ? result.value : null);

const upIf = (condition: boolean) => (condition ? 'up' : 'away');

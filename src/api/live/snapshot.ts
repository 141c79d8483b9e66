import { type WorkflowName, workflowName } from '../../core/names.js';
import { appliedConfiguration, type Configuration, newestConfiguration } from '../../store/configurations.js';
import type { Db } from '../../store/database.js';
import { type LaneOverview, readOverview } from '../../store/overview.js';
import { deadlineIn } from '../deadline.js';
import { storeWithinMs, temporalWithinMs, viewKeptMs } from '../limits.js';
import { createSharedReads } from '../sharedReads.js';
import { fromStore } from '../storeAccess.js';
import type { Sighting, TemporalGateway } from '../temporalGateway.js';

/** Everything that a view is made of, read at one moment. */
export interface Snapshot {
  readonly sighting: Sighting;
  readonly lanes: readonly LaneOverview[];
  readonly saved: Configuration;
  readonly applied: Configuration | null;
  readonly asOf: Date;
}

/** Snapshots for all viewers: one read per workflow and second, however many ask. */
export interface Snapshots {
  /** @throws PassesByItself naming what is away */
  get(instance: string, workflow: WorkflowName): Promise<Snapshot>;
  /** After a command or a save: the next viewer sees its effect. */
  forget(instance: string, workflow: WorkflowName): void;
}

export function createSnapshots(db: Db, temporal: TemporalGateway, now: () => number): Snapshots {
  const reads = createSharedReads(viewKeptMs, now, (key) => {
    const [instance = '', workflow] = key.split('/');
    return read(db, temporal, instance, workflowName.parse(workflow), now);
  });
  const keyOf = (instance: string, workflow: WorkflowName) => `${instance}/${workflow}`;
  return {
    get: (instance, workflow) => reads.get(keyOf(instance, workflow)),
    forget: (instance, workflow) => reads.forget(keyOf(instance, workflow)),
  };
}

async function read(
  db: Db,
  temporal: TemporalGateway,
  instance: string,
  workflow: WorkflowName,
  now: () => number,
): Promise<Snapshot> {
  const asOf = new Date(now());
  const sighting = temporal.look(instance, workflow, deadlineIn(temporalWithinMs));
  // Where both are away the database is named: without it nothing else helps.
  sighting.catch(() => {});
  const [lanes, saved, applied] = await fromStore(
    deadlineIn(storeWithinMs),
    Promise.all([
      readOverview(db, instance, workflow),
      newestConfiguration(db, instance, workflow),
      appliedConfiguration(db, instance, workflow),
    ]),
  );
  return { sighting: await sighting, lanes, saved, applied, asOf };
}

import { type WorkflowName, workflowName } from '../../core/names.js';
import { appliedConfiguration, type Configuration, newestConfiguration } from '../../store/configurations.js';
import type { Db } from '../../store/database.js';
import { type LaneOverview, readOverview } from '../../store/overview.js';
import { runsUnderOtherSettings } from '../../store/settings.js';
import { type Deadline, deadlineIn } from '../deadline.js';
import { answerMs, answerWithinMs, storeWithinMs, temporalWithinMs, viewKeptMs } from '../limits.js';
import { createSharedReads } from '../sharedReads.js';
import { fromStore } from '../storeAccess.js';
import type { Sighting, TemporalGateway } from '../temporalGateway.js';

/** Everything that a view is made of, read within a moment. */
export interface Snapshot {
  readonly sighting: Sighting;
  readonly lanes: readonly LaneOverview[];
  readonly saved: Configuration;
  readonly applied: Configuration | null;
  /** Lanes run under other settings than those that were saved last. */
  readonly otherSettings: boolean;
  readonly asOf: Date;
}

/** Snapshots for all viewers: one read per workflow and second, however many ask. */
export interface Snapshots {
  /**
   * @param by when the one who asks must have an answer; a read that others have begun ends in its own time
   * @throws PassesByItself naming what is away
   */
  get(instance: string, workflow: WorkflowName, by?: Deadline): Promise<Snapshot>;
  /** After a command or a save: the next viewer sees its effect. */
  forget(instance: string, workflow: WorkflowName): void;
}

export function createSnapshots(db: Db, temporal: TemporalGateway, now: () => number): Snapshots {
  const reads = createSharedReads(viewKeptMs, now, (key, by: Deadline) => {
    const [instance = '', workflow] = key.split('/');
    return read(db, temporal, instance, workflowName.parse(workflow), new Date(now()), by);
  });
  const keyOf = (instance: string, workflow: WorkflowName) => `${instance}/${workflow}`;
  return {
    get: (instance, workflow, by = deadlineIn(answerWithinMs)) => reads.get(keyOf(instance, workflow), by),
    forget: (instance, workflow) => reads.forget(keyOf(instance, workflow)),
  };
}

async function read(
  db: Db,
  temporal: TemporalGateway,
  instance: string,
  workflow: WorkflowName,
  asOf: Date,
  by: Deadline,
): Promise<Snapshot> {
  const soon = by - answerMs;
  const stored = <T>(reads: Promise<T>) => fromStore(Math.min(deadlineIn(storeWithinMs), soon), reads);
  const looking = temporal.look(instance, workflow, Math.min(deadlineIn(temporalWithinMs), soon));
  // Where both are away the database is named: without it nothing else helps.
  looking.catch(() => {});
  const saved = await stored(newestConfiguration(db, instance, workflow));
  // What a start has made stands in the database before the workflow says RUNNING: read after its state, it is never missing from a view.
  const sighting = await looking;
  const [lanes, applied, otherSettings] = await stored(
    Promise.all([
      readOverview(db, instance, workflow),
      appliedConfiguration(db, instance, workflow),
      runsUnderOtherSettings(db, instance, workflow),
    ]),
  );
  return { sighting, lanes, saved, applied, otherSettings, asOf };
}

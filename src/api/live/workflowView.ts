import type { EntityStatus } from '../../core/entity.js';
import type { WorkflowName } from '../../core/names.js';
import { describeProblem, type Locale } from '../../core/problems/describe.js';
import type { Problem, ProblemFacts } from '../../core/problems/problem.js';
import { adobeCalls } from '../../core/rules/adobeCalls.js';
import { sameDocument } from '../../core/rules/pendingChanges.js';
import { positionProblem } from '../../core/rules/positionLife.js';
import { startProblem } from '../../core/rules/startable.js';
import type { LaneView, Startable, WorkflowView } from '../../core/views.js';
import type { Configuration } from '../../store/configurations.js';
import type { LaneOverview } from '../../store/overview.js';
import { commandToldMs } from '../limits.js';
import type { Sighting } from '../temporalGateway.js';
import type { Snapshot } from './snapshot.js';

/** What the page shows of one workflow, in the reader's language. */
export function workflowView(
  instance: string,
  workflow: WorkflowName,
  { sighting, lanes, saved, applied, otherSettings, asOf }: Snapshot,
  locale: Locale,
): WorkflowView {
  const told = (facts: ProblemFacts): Problem => describeProblem(facts, locale);
  const state = stateOf(sighting);
  const pending = {
    configuration: applied !== null && !sameDocument(saved.document, applied.document),
    settings: otherSettings,
    replays: lanes.filter(({ replay }) => replay === 'requested').map(({ lane }) => lane),
  };
  const successes = lanes.flatMap(({ lastSuccessAt }) => lastSuccessAt ?? []);
  return {
    instance,
    workflow,
    status: state.status,
    stopping: state.stopping,
    since: state.since,
    backlog: { records: sum(lanes, ({ backlog }) => backlog), asOf: asOf.toISOString() },
    config: { saved: saved.version, applied: applied?.version ?? null },
    pending,
    pendingChanges: pending.configuration || pending.settings || pending.replays.length > 0,
    startable: startableOf(workflow, saved, told),
    lanes: lanes.map((lane) => laneView(lane, state.waits, asOf, told)),
    rejected: sum(lanes, ({ rejectedNow }) => rejectedNow),
    waiting: sum(lanes, ({ waitingNow }) => waitingNow),
    lastSuccessAt: successes.length > 0 ? new Date(Math.max(...successes.map(Number))).toISOString() : null,
    failure: state.failure && told(state.failure),
    warnings: warningsOf(state, lanes, asOf).map(told),
  };
}

type State = Pick<
  EntityStatus,
  'status' | 'stopping' | 'failure' | 'refused' | 'waits' | 'startWait' | 'carriedOut'
> & {
  since: string | null;
};

/** The state that Temporal gives: of the running workflow, or of how its execution ended. */
function stateOf(sighting: Sighting): State {
  const idle = { stopping: false, failure: null, refused: null, waits: [], startWait: null, carriedOut: [] };
  if (sighting.kind === 'open') return sighting.status;
  if (sighting.kind === 'absent') return { ...idle, status: 'STOPPED', since: null };
  const since = sighting.at?.toISOString() ?? null;
  const how = endings[sighting.how];
  if (!how) return { ...idle, status: 'STOPPED', since };
  const failure = { code: 'workflow-ended', params: { how }, ...(since && { at: since }) };
  return { ...idle, status: 'FAILED', since, failure };
}

/** Ends that nobody in Passerelle asked for; a cancelled workflow has stopped in order. */
const endings: Readonly<Record<string, string>> = {
  TERMINATED: 'Terminate',
  FAILED: 'Failed',
  TIMED_OUT: 'Timed out',
};

function startableOf(workflow: WorkflowName, saved: Configuration, told: (facts: ProblemFacts) => Problem): Startable {
  const reason = startProblem(workflow, saved.document);
  return reason ? { ok: false, reason: told(reason) } : { ok: true };
}

function laneView(
  lane: LaneOverview,
  waits: EntityStatus['waits'],
  asOf: Date,
  told: (facts: ProblemFacts) => Problem,
): LaneView {
  const wait = waits.find((each) => each.lane === lane.lane && Date.parse(each.until) > asOf.getTime());
  const { state, backlog, counts, calls, behind } = lane;
  return {
    lane: lane.lane,
    state,
    backlog,
    counts,
    calls,
    behind,
    adobeCalls: adobeCalls(counts),
    waitingRecords: lane.waitingNow,
    heldDeletes: lane.heldNow,
    replay: lane.replay && { state: lane.replay },
    load: state === 'new' || state === 'loading' ? lane.load : null,
    positionAt: lane.positionAt?.toISOString() ?? null,
    lastSuccessAt: lane.lastSuccessAt?.toISOString() ?? null,
    waiting: wait
      ? { system: wait.system, until: wait.until, problem: told({ code: wait.code, params: {}, system: wait.system }) }
      : null,
    failure: lane.failure && told({ ...lane.failure, lane: lane.lane }),
    notes: lane.notes.map(told),
  };
}

/** Lanes that stand still while others run, positions that grow too old, commands that could not be carried out, and why the last start was refused. */
function warningsOf(
  { status, refused, startWait, carriedOut }: State,
  lanes: readonly LaneOverview[],
  asOf: Date,
): ProblemFacts[] {
  const running = status === 'RUNNING' || status === 'STARTING';
  const parked = lanes.flatMap(({ lane, state, failure }) =>
    running && state === 'parked' && failure ? [{ ...failure, lane }] : [],
  );
  const waiting = startWait
    ? [{ code: startWait.code, params: {}, system: startWait.system, at: startWait.until }]
    : [];
  const ageing = lanes.flatMap(({ lane, state, positionAt }) =>
    state === 'new' ? [] : (positionProblem(lane, positionAt?.toISOString() ?? null, asOf.getTime()) ?? []),
  );
  const failed = carriedOut.flatMap(({ problem, at }) =>
    // The lane's own reason says where it stands still.
    problem && problem.lane === undefined && asOf.getTime() - Date.parse(at) < commandToldMs
      ? [{ ...problem, at }]
      : [],
  );
  return [...(refused ? [refused] : []), ...waiting, ...parked, ...ageing, ...failed];
}

const sum = <T>(list: readonly T[], count: (entry: T) => number) =>
  list.reduce((total, entry) => total + count(entry), 0);

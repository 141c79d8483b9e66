import type { LaneReport, Rest } from '../activities/index.js';
import type { EntityBacklog, EntityStatus, LaneWait } from '../core/entity.js';
import type { WorkflowName } from '../core/names.js';
import type { ProblemFacts } from '../core/problems/problem.js';
import { positionNewsInMs, positionProblem } from '../core/rules/positionLife.js';
import type { Status } from '../core/views.js';
import type { Carry, LaneCarry } from './carry.js';
import type { CommandList } from './commandList.js';
import { restAfter, type Resting, shownRest } from './rest.js';

/** A lane as its last report told of it, and what the workflow makes of that. */
export interface Lane extends LaneCarry {
  /** It has work that no writer has been sent for yet. */
  wanted: boolean;
  /** Rests of its two sides; they go on by themselves. */
  readRest: Resting | null;
  writeRest: Resting | null;
}

/** What one workflow knows of itself. Everything here is either in the Carry or found again in PostgreSQL. */
export class EntityState {
  readonly lanes = new Map<string, Lane>();
  status: Status = 'STOPPED';
  stopping = false;
  since: string;
  totalsAt: string | null = null;
  /** Why the last message was not understood. */
  misunderstood: string | null = null;
  /** The system that a start waits for. */
  startRest: Resting | null = null;

  constructor(
    readonly workflow: WorkflowName,
    readonly carry: Carry,
    readonly commands: CommandList,
  ) {
    this.since = carry.since ?? now();
    // A run that was renewed while a stop was under way has stopped.
    if (carry.wanted === 'stopped') carry.version = null;
    this.status = carry.failure ? 'FAILED' : carry.version === null ? 'STOPPED' : 'RUNNING';
    for (const lane of carry.lanes) this.report(lane);
    // The last run's activities may have ended without telling what they left: a writer looks.
    if (carry.version !== null) for (const lane of this.lanes.values()) lane.wanted = lane.state !== 'parked';
  }

  become(status: Status): void {
    if (this.status !== status) this.since = now();
    this.status = status;
    this.stopping = false;
  }

  /** Takes a lane's state and counts over; what stands in the queue without a writer wants one. */
  report({ writing = false, ...told }: Omit<LaneReport, 'writing'> & { writing?: boolean }): void {
    const known = this.lanes.get(told.lane);
    const wanted = (known?.wanted ?? false) || (told.backlog > 0 && !writing && told.state !== 'parked');
    const report = { ...uncounted, ...told, wanted };
    if (known) Object.assign(known, report);
    else this.lanes.set(told.lane, { ...report, readRest: null, writeRest: null });
    this.totalsAt = now();
  }

  /** What a command has changed: of lanes that run, or, while none do, of all. */
  reportChanged(reports: readonly LaneReport[]): void {
    const runs = this.carry.version !== null;
    for (const report of reports) if (!runs || this.lanes.has(report.lane)) this.report(report);
  }

  /** Puts exactly these lanes in place. */
  arrange(reports: readonly LaneReport[]): void {
    const names = new Set(reports.map(({ lane }) => lane));
    for (const lane of this.lanes.keys()) if (!names.has(lane)) this.lanes.delete(lane);
    // A new start owns nothing yet: a lease that still runs is a former writer's.
    for (const report of reports) this.report({ ...report, writing: false });
  }

  /** A system that does not say how long gets twice the time of the last rest. */
  rest(side: 'readRest' | 'writeRest', rest: Rest): Resting | null {
    const known = this.lanes.get(rest.lane);
    if (!known) return null;
    known[side] = restAfter(known[side], rest);
    return known[side];
  }

  get backlog(): number {
    return [...this.lanes.values()].reduce((sum, lane) => sum + lane.backlog, 0);
  }

  /** Nothing of the workflow can run: why its first lane cannot. */
  get stuck(): ProblemFacts | null {
    const stands = [...this.lanes.values()].every((lane) => lane.state === 'parked');
    return stands ? (this.parked[0] ?? null) : null;
  }

  get parked(): ProblemFacts[] {
    return [...this.lanes.values()].flatMap(({ state, failure }) => (state === 'parked' && failure ? [failure] : []));
  }

  /** Lanes whose source was not read for so long that their position will be lost, or is. */
  get ageing(): ProblemFacts[] {
    return [...this.lanes.values()].flatMap(
      ({ lane, positionAt }) => positionProblem(lane, positionAt, Date.now()) ?? [],
    );
  }

  /** How long until `ageing` has something new to say. */
  get warnsInMs(): number | null {
    const positions = [...this.lanes.values()].map(({ positionAt }) => positionAt);
    return positionNewsInMs(positions, Date.now());
  }

  get waits(): LaneWait[] {
    return [...this.lanes.values()].flatMap(({ lane, readRest, writeRest }) =>
      [writeRest, readRest].flatMap((rest) => (rest && rest.until > Date.now() ? [{ lane, ...shownRest(rest) }] : [])),
    );
  }

  statusView(): EntityStatus {
    const { instance, version, reloadPending, failure, refused } = this.carry;
    const { workflow, status, stopping, since, parked, waits } = this;
    const startWait = this.startRest && shownRest(this.startRest);
    return {
      instance,
      workflow,
      status,
      stopping,
      since,
      appliedVersion: version,
      reloadPending,
      failure,
      refused,
      parked,
      waits,
      startWait,
      commands: this.commands.open.map(({ command, at, rest }) => ({
        id: command.id,
        name: command.name,
        mapping: command.mapping ?? null,
        at,
        waits: rest && shownRest(rest),
      })),
      carriedOut: [...this.commands.closed],
    };
  }

  lanesView(): EntityBacklog['lanes'] {
    return [...this.lanes.values()].map(({ lane, state, backlog, waiting, held, rejected, replay, behind }) => ({
      lane,
      state,
      records: backlog,
      waiting,
      held,
      rejected,
      replay,
      behind,
    }));
  }

  backlogView(): EntityBacklog {
    return { records: this.backlog, asOf: this.totalsAt, lanes: this.lanesView() };
  }

  /** What the next run starts from. */
  handOver(): Carry {
    return { ...this.carry, since: this.since, lanes: [...this.lanes.values()].map(carried) };
  }
}

/** A lane without its rests: the next run's activities find out by themselves. */
const carried = ({
  lane,
  state,
  failure,
  backlog,
  waiting,
  held,
  rejected,
  replay,
  behind,
  positionAt,
  lost,
}: Lane) => ({
  lane,
  state,
  failure,
  backlog,
  waiting,
  held,
  rejected,
  replay,
  behind,
  positionAt,
  lost,
});

/** What reports of older releases do not tell. */
const uncounted = { waiting: 0, held: 0, rejected: 0, replay: null, behind: null, positionAt: null, lost: false };

/** Workflow code's clock stands still within a task and is the same in a replay. */
const now = () => new Date().toISOString();

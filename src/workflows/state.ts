import type { LaneReport, Rest } from '../activities/index.js';
import type { EntityBacklog, EntityStatus, LaneWait } from '../core/entity.js';
import type { WorkflowName } from '../core/names.js';
import type { ProblemFacts } from '../core/problems/problem.js';
import type { Status } from '../core/views.js';
import type { Carry } from './carry.js';
import { longestRestMs } from './limits.js';

export interface Lane {
  readonly lane: string;
  state: LaneReport['state'];
  failure: ProblemFacts | null;
  backlog: number;
  /** It has work that no writer has been sent for yet. */
  wanted: boolean;
  /** Rests of its two sides; they go on by themselves. */
  readRest: Resting | null;
  writeRest: Resting | null;
}

export interface Resting {
  readonly system: Rest['system'];
  readonly code: string;
  readonly until: number;
  /** How many rests there were in a row. */
  readonly inARow: number;
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

  /** Takes a lane's state and backlog over; what stands in the queue without a writer wants one. */
  report(report: Omit<LaneReport, 'writing'> & { writing?: boolean }): void {
    const { lane, state, failure, backlog, writing = false } = report;
    const known = this.lanes.get(lane);
    const wanted = (known?.wanted ?? false) || (backlog > 0 && !writing && state !== 'parked');
    if (known) Object.assign(known, { state, failure, backlog, wanted });
    else this.lanes.set(lane, { lane, state, failure, backlog, wanted, readRest: null, writeRest: null });
    this.totalsAt = now();
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
    };
  }

  lanesView(): EntityBacklog['lanes'] {
    return [...this.lanes.values()].map(({ lane, state, backlog }) => ({ lane, state, records: backlog }));
  }

  backlogView(): EntityBacklog {
    return { records: this.backlog, asOf: this.totalsAt, lanes: this.lanesView() };
  }

  /** What the next run starts from. */
  handOver(): Carry {
    const lanes = [...this.lanes.values()].map(({ lane, state, failure, backlog }) => ({
      lane,
      state,
      failure,
      backlog,
    }));
    return { ...this.carry, since: this.since, lanes };
  }
}

/** A rest of the same side before this one makes it longer, unless the system named the time. */
export function restAfter(last: Resting | null, { system, code, forMs, exact }: Omit<Rest, 'lane'>): Resting {
  const inARow = (last?.inARow ?? 0) + 1;
  const ms = exact ? forMs : Math.min(longestRestMs, forMs * 2 ** (inARow - 1));
  return { system, code, until: Date.now() + ms, inARow };
}

const shownRest = ({ system, code, until }: Resting) => ({ system, code, until: new Date(until).toISOString() });

/** Workflow code's clock stands still within a task and is the same in a replay. */
const now = () => new Date().toISOString();

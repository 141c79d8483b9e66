import type { LaneNeeds } from '../core/lane.js';
import type { Clock } from '../core/ports.js';
import { PassesByItself } from '../core/problems/failures.js';
import { backlogRecords, nearlyLoadedMs, nearlyLoadedRecords, tendMs, tendShare } from './limits.js';
import type { Turn } from './turn.js';

/** One round over all lanes of a workflow; null when a later reader has them. */
export type Tend = () => Promise<readonly LaneNeeds[] | null>;

/** What the lanes of a turn want of their reader besides the next poll, looked up round after round. */
export class NeedsBoard {
  readonly #tend: Tend;
  readonly #clock: Clock;
  readonly #turn: Turn;
  readonly #lanes: Set<string>;
  readonly #resting: ReadonlySet<string>;
  #needs: ReadonlyMap<string, LaneNeeds> = new Map();
  #woken = new Map<string, AbortController>();

  constructor(tend: Tend, clock: Clock, turn: Turn, lanes: readonly { name: string; awaitsWriter: boolean }[]) {
    this.#tend = tend;
    this.#clock = clock;
    this.#turn = turn;
    this.#lanes = new Set(lanes.map(({ name }) => name));
    this.#resting = new Set(lanes.filter(({ awaitsWriter }) => awaitsWriter).map(({ name }) => name));
  }

  /** Undefined: the lane stands still, somebody parked it meanwhile. */
  of(lane: string): LaneNeeds | undefined {
    return this.#needs.get(lane);
  }

  /** The lane is not read any more in this turn: should it be to run again, that is for the next one. */
  leave(lane: string): void {
    this.#lanes.delete(lane);
  }

  /** Told when a later round finds that the lane wants something else. */
  woken(lane: string): AbortSignal {
    const known = this.#woken.get(lane);
    if (known && !known.signal.aborted) return known.signal;
    const next = new AbortController();
    this.#woken.set(lane, next);
    return next.signal;
  }

  /** What was asked to be read again has been; the next round tells whether there is more. */
  readAgain(lane: string): void {
    const needs = this.#needs.get(lane);
    if (needs) this.#needs = new Map(this.#needs).set(lane, { ...needs, again: false });
  }

  /** So many more of its records stand in the queue; the next round tells how many of them are left. */
  queued(lane: string, records: number): void {
    const needs = this.#needs.get(lane);
    if (needs) this.#needs = new Map(this.#needs).set(lane, { ...needs, backlog: needs.backlog + records });
  }

  /** The first round, before any lane is read. */
  async begin(): Promise<void> {
    this.#take(await this.#round());
  }

  /** Further rounds until the turn ends; a slow one is followed by a long rest. */
  async keepUp(): Promise<void> {
    let tookMs = 0;
    for (;;) {
      const restMs = this.#nearlyLoaded() ? nearlyLoadedMs : tendMs;
      await this.#turn.sleepUntil(this.#clock.monotonic() + Math.max(restMs, tookMs * tendShare));
      if (this.#turn.over()) return;
      const begunAt = this.#clock.monotonic();
      this.#take(await this.#round());
      tookMs = this.#clock.monotonic() - begunAt;
    }
  }

  /** A lane's first load waits for one that is about to end, as far as its writer can. */
  #nearlyLoaded(): boolean {
    for (const { behind } of this.#needs.values()) {
      const parent = behind === null || this.#resting.has(behind) ? undefined : this.#needs.get(behind);
      if (parent && parent.backlog <= nearlyLoadedRecords) return true;
    }
    return false;
  }

  async #round(): Promise<readonly LaneNeeds[]> {
    const needs = await this.#tend();
    if (needs === null) throw new PassesByItself('lane-taken');
    return needs;
  }

  #take(needs: readonly LaneNeeds[]): void {
    const before = this.#needs;
    this.#needs = new Map(needs.map((each) => [each.lane, each]));
    // A lane that runs again, or is new, needs a turn that knows it.
    if (needs.some(({ lane }) => !this.#lanes.has(lane))) this.#turn.finish();
    // A reader that died may have told nobody of what it put into the queue.
    const unserved = needs.some(({ lane, backlog, served }) => backlog > 0 && !served && !this.#resting.has(lane));
    if (unserved) this.#turn.move();
    for (const lane of this.#lanes) if (differ(before.get(lane), this.#needs.get(lane))) this.#woken.get(lane)?.abort();
  }
}

/** Changes wait while the queue is long, but not until their position is lost. */
export const readsChanges = ({ backlog, old }: LaneNeeds): boolean => backlog < backlogRecords || old;

/** Whether a lane that sleeps until its next poll has something to do now. */
function differ(before: LaneNeeds | undefined, now: LaneNeeds | undefined): boolean {
  if (!before || !now) return before !== now;
  return (
    now.again ||
    readsChanges(now) !== readsChanges(before) ||
    (now.awaited && !before.awaited) ||
    now.behind !== before.behind ||
    now.positionNumber !== before.positionNumber
  );
}

import type { Drift } from '../core/drift/drift.js';
import type { LanePlan } from '../core/lanePlan.js';
import type { Clock } from '../core/ports.js';
import type { CannotGoOn } from '../core/problems/failures.js';
import type { ProblemFacts } from '../core/problems/problem.js';
import { laneFailure } from './laneFailure.js';
import { driftAgainMs, driftEveryMs, notedDrifts } from './limits.js';
import { lookForDrift, smellsOfDrift } from './lookForDrift.js';
import type { Systems } from './planLane.js';

/** A lane whose metadata are watched. */
export interface WatchedLane {
  readonly id: number;
  readonly name: string;
  readonly plan: LanePlan;
}

export interface DriftPorts {
  readonly systems: Systems;
  readonly clock: Clock;
  /** The lane is to stand still for this reason. */
  readonly park: (lane: WatchedLane, failure: ProblemFacts) => Promise<void>;
  /** What appeared in the systems: of no harm, and told. */
  readonly note: (lane: WatchedLane, notes: readonly ProblemFacts[]) => Promise<void>;
}

/** When this process looked last at each lane's metadata, by the lane's id: turns are short, and looks are dear. */
export type Looks = Map<number, number>;

/** Looks whether the metadata that lanes were prepared with still hold, every few minutes and where something smells of a change. */
export class DriftWatch {
  readonly #ports: DriftPorts;
  readonly #looks: Looks;

  constructor(ports: DriftPorts, looks: Looks) {
    this.#ports = ports;
    this.#looks = looks;
  }

  /** Watches these lanes until `over`. */
  async keepUp(lanes: readonly WatchedLane[], over: AbortSignal): Promise<void> {
    const { clock } = this.#ports;
    for (const { id } of lanes) if (!this.#looks.has(id)) this.#looks.set(id, clock.monotonic());
    while (lanes.length > 0 && !over.aborted) {
      const dueAt = (lane: WatchedLane) => (this.#looks.get(lane.id) ?? 0) + driftEveryMs;
      const next = lanes.reduce((first, lane) => (dueAt(lane) < dueAt(first) ? lane : first));
      await clock.sleep(Math.max(0, dueAt(next) - clock.monotonic()), over);
      if (!over.aborted) await this.look(next, over);
    }
  }

  /** Looks at once, but not again and again. */
  async smelled(lane: WatchedLane, signal: AbortSignal): Promise<void> {
    const lookedAt = this.#looks.get(lane.id);
    if (lookedAt !== undefined && this.#ports.clock.monotonic() - lookedAt < driftAgainMs) return;
    await this.look(lane, signal);
  }

  /** Parks the lane where something changed that matters, and notes what appeared. */
  async look(lane: WatchedLane, signal: AbortSignal): Promise<void> {
    const { systems, clock, park, note } = this.#ports;
    this.#looks.set(lane.id, clock.monotonic());
    const drift = await lookForDrift(lane.plan, systems, signal);
    if (!drift) return;
    const [first] = drift.parks;
    if (first) await park(lane, laneFailure(lane.name, first));
    else await note(lane, drift.notes.slice(0, notedDrifts).map(told));
  }

  /** Why a lane stands still, as precisely as the metadata tell it. */
  async precise(lane: WatchedLane, reason: CannotGoOn, signal: AbortSignal): Promise<ProblemFacts> {
    const drift = smellsOfDrift(reason.code) ? await lookForDrift(lane.plan, this.#ports.systems, signal) : null;
    return laneFailure(lane.name, drift?.parks[0] ?? reason);
  }
}

const told = ({ code, params, system }: Drift): ProblemFacts => ({ code, params: { ...params }, system });

import { type CountKind, countedAs } from '../core/counted.js';
import type { Outcome, RecentOutcome } from '../core/lane.js';
import type { LanePlan } from '../core/lanePlan.js';
import { CannotGoOn } from '../core/problems/failures.js';

/** Nothing was tried with the record that could have been refused. */
const untold: ReadonlySet<CountKind> = new Set(['dropped', 'waiting', 'held']);

/** Stops a lane of whose last records too many were rejected: something is wrong with the mapping or with Campaign, not with the records. */
export class RejectedBrake {
  readonly #plan: LanePlan;
  /** The last outcomes, each with why it was rejected or null. */
  readonly #last: RecentOutcome[];
  #rejected: number;

  /** @param recent outcomes of the lane's earlier turns: a quiet lane has few in each */
  constructor(plan: LanePlan, recent: readonly RecentOutcome[]) {
    this.#plan = plan;
    this.#last = recent.slice(-plan.settings.rejectedBrake.outOf);
    this.#rejected = this.#last.filter((each) => each !== null).length;
  }

  get recent(): readonly RecentOutcome[] {
    return this.#last;
  }

  /** The wall that the lane has run into with this outcome, if it has. */
  after({ kind, rejection }: Outcome): CannotGoOn | null {
    if (untold.has(countedAs[kind])) return null;
    const { share, outOf } = this.#plan.settings.rejectedBrake;
    this.#last.push(rejection ? { code: rejection.code, params: rejection.params } : null);
    if (rejection) this.#rejected += 1;
    if (this.#last.length > outOf && this.#last.shift()) this.#rejected -= 1;
    if (this.#last.length < outOf || this.#rejected <= share * outOf) return null;
    const { code, params } = this.#commonest();
    const { id } = this.#plan.mapping;
    const told = { ...params, mapping: id, count: this.#rejected, outOf, commonest: code };
    return new CannotGoOn('too-many-rejected', { scope: 'lane', params: told });
  }

  #commonest(): NonNullable<RecentOutcome> {
    const counts = new Map<string, number>();
    let most: NonNullable<RecentOutcome> = { code: 'unexpected', params: {} };
    for (const rejection of this.#last) {
      if (!rejection) continue;
      counts.set(rejection.code, (counts.get(rejection.code) ?? 0) + 1);
      if ((counts.get(rejection.code) ?? 0) > (counts.get(most.code) ?? 0)) most = rejection;
    }
    return most;
  }
}

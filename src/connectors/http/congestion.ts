import {
  ceilingConcurrency,
  fastMs,
  fastTimes,
  firstConcurrency,
  growBy,
  judgeEveryMs,
  latelyMs,
  slowMs,
  slowTimes,
} from './limits.js';

/**
 * What an answer says of the system's load. `bulky`: it came well, and carries so much that its time tells of its size.
 * `silent`: nothing (it was not asked, or broke for another reason).
 */
export type Sign = 'clean' | 'bulky' | 'overloaded' | 'silent';

/**
 * How many calls a system takes at once, found by trying: doubles while answers stay quick and clean, then grows in small steps, halves
 * when the system says that it is too much or becomes slow, at most once per round trip. Times are given by the caller, ms, monotonic.
 */
export class Congestion {
  #limit: number;
  #ceiling: number;
  #bound = Number.POSITIVE_INFINITY;
  #doubling = true;
  #judgedAt: number;
  #steppedBackAt = Number.NEGATIVE_INFINITY;
  #answers = 0;
  #totalMs = 0;
  #full = false;
  #quickestMs = Number.POSITIVE_INFINITY;
  #quickestBeforeMs = Number.POSITIVE_INFINITY;
  #latelySince: number;

  constructor(nowMs: number, ceiling = ceilingConcurrency, first = firstConcurrency) {
    this.#ceiling = ceiling;
    this.#limit = Math.min(first, ceiling);
    this.#judgedAt = nowMs;
    this.#latelySince = nowMs;
  }

  /** Calls allowed at once, at least 1. */
  get limit(): number {
    return this.#limit;
  }

  get ceiling(): number {
    return Math.min(this.#ceiling, this.#bound);
  }

  /** The system itself names the most that it takes well. */
  bound(calls: number): void {
    this.#bound = Math.max(1, calls);
    this.#limit = Math.min(this.#limit, this.ceiling);
  }

  /** @param inFlight calls in flight when this answer came, itself included */
  answered(sign: Sign, tookMs: number, nowMs: number, inFlight: number): void {
    if (sign === 'overloaded') return this.#stepBack(nowMs, nowMs - tookMs);
    if (sign === 'silent') return;
    if (inFlight >= this.#limit) this.#full = true;
    // A page of a first load beside quick polls must not look like a system that became slow.
    const countedMs = sign === 'bulky' ? this.#usualMs : tookMs;
    if (countedMs === Number.POSITIVE_INFINITY) return;
    this.#answers += 1;
    this.#totalMs += countedMs;
    if (nowMs - this.#judgedAt >= judgeEveryMs && this.#answers >= this.#limit) this.#judge(nowMs);
  }

  #judge(nowMs: number): void {
    const meanMs = this.#totalMs / this.#answers;
    this.#remember(meanMs, nowMs);
    if (meanMs > slowTimes * this.#usualMs + slowMs) return this.#stepBack(nowMs, nowMs);
    if (this.#full && meanMs <= fastTimes * this.#usualMs + fastMs) {
      this.#limit = Math.min(this.#doubling ? this.#limit * 2 : this.#limit + growBy, this.ceiling);
    }
    this.#begin(nowMs);
  }

  /** The quickest mean lately; infinite while no answer told one. */
  get #usualMs(): number {
    return Math.min(this.#quickestMs, this.#quickestBeforeMs);
  }

  /** Answers to calls that began before the last step back say nothing new. */
  #stepBack(nowMs: number, begunAt: number): void {
    this.#doubling = false;
    if (begunAt <= this.#steppedBackAt || nowMs - this.#steppedBackAt < judgeEveryMs) return;
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
    this.#steppedBackAt = nowMs;
    this.#begin(nowMs);
  }

  /** The quickest mean of the last one to two periods, so that one lucky minute does not count for ever. */
  #remember(meanMs: number, nowMs: number): void {
    if (nowMs - this.#latelySince >= latelyMs) {
      this.#quickestBeforeMs = this.#quickestMs;
      this.#quickestMs = Number.POSITIVE_INFINITY;
      this.#latelySince = nowMs;
    }
    this.#quickestMs = Math.min(this.#quickestMs, meanMs);
  }

  #begin(nowMs: number): void {
    this.#judgedAt = nowMs;
    this.#answers = 0;
    this.#totalMs = 0;
    this.#full = false;
  }
}

import type { ProblemFacts } from '../core/problems/problem.js';

export type EndReason = 'stop' | 'failed' | 'stale' | 'renew';

/** Why a run of the lanes ends; the first reason counts. */
export class Ending {
  reason: EndReason | null = null;
  failure: ProblemFacts | null = null;

  get reached(): boolean {
    return this.reason !== null;
  }

  reach(reason: EndReason): void {
    this.reason ??= reason;
  }

  fail(failure: ProblemFacts): void {
    if (!this.reached) this.failure = failure;
    this.reach('failed');
  }
}

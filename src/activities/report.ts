import type { SystemName } from '../core/names.js';
import type { ProblemFacts } from '../core/problems/problem.js';

/** A lane as the workflow sees it: names, states and counts. */
export interface LaneReport {
  readonly lane: string;
  readonly state: 'new' | 'loading' | 'live' | 'parked';
  readonly failure: ProblemFacts | null;
  readonly backlog: number;
  /** A writer has it. */
  readonly writing: boolean;
}

/** A lane that rests until its system answers again. */
export interface Rest {
  readonly lane: string;
  readonly system: SystemName;
  readonly code: string;
  readonly forMs: number;
  /** The system named the time itself; otherwise a longer rest may follow a short one. */
  readonly exact: boolean;
}

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
  /** Records that wait for their parent; absent, like all that follow, in what older releases recorded. */
  readonly waiting?: number;
  /** Deletes that are held back for the lanes of the children. */
  readonly held?: number;
  /** Rejected records that stand there now. */
  readonly rejected?: number;
  readonly replay?: 'requested' | 'running' | null;
  /** The mapping whose first load this one waits for. */
  readonly behind?: string | null;
  /** When the source was last read; null while there is no position that could be lost. */
  readonly positionAt?: string | null;
  /** Its table is read again because its position was lost. */
  readonly lost?: boolean;
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

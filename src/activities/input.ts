import type { WorkflowName } from '../core/names.js';

/** Which workflow an activity works for. */
export interface WorkflowRef {
  readonly instance: string;
  readonly workflow: WorkflowName;
}

/** The applied version that the workflow runs under: PostgreSQL is ahead whenever it differs. */
export interface AppliedRef extends WorkflowRef {
  readonly version: number;
}

/** What a turn of the reader is given. */
export interface ReadInput extends AppliedRef {
  /** Lanes that rest, and for how long yet: their source is not asked, their writer is not awaited. */
  readonly resting: readonly { readonly lane: string; readonly forMs: number; readonly side: 'read' | 'write' }[];
}

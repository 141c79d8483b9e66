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

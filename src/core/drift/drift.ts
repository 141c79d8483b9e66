import type { SystemName } from '../names.js';
import type { Parameters, ProblemCode } from '../problems/describe.js';

/** One difference between the metadata that a lane was prepared with and what a system says now. */
export interface Drift {
  readonly system: SystemName;
  /** The table, column, resource or field that changed. */
  readonly thing: string;
  /** What changed, with its remedy in the catalog. */
  readonly code: ProblemCode;
  readonly params: Parameters;
}

/** Makes the differences of one thing. */
export const driftOf =
  (system: SystemName, thing: string, about: Parameters) =>
  (code: ProblemCode, more: Parameters = {}): Drift => ({ system, thing, code, params: { ...about, ...more } });

import type { Parameters, ProblemCode } from '../problems/describe.js';

/** A value that Campaign's field takes; of a link the key of the record that it names. Bodies may hold it in another form. */
export type CampaignValue = string | number | boolean;

/** Why a value cannot go to its field. Made once when a mapping is compiled: no value of a record can get in. */
export interface Refusal {
  readonly code: ProblemCode;
  readonly params: Parameters;
}

export type Converted = CampaignValue | Refusal;

export const isRefusal = (converted: Converted): converted is Refusal => typeof converted === 'object';

/** Makes the refusals of one column on its way to one field. */
export type Refuse = (code: ProblemCode, more?: Parameters) => Refusal;

export const refusals =
  (column: string, field: string): Refuse =>
  (code, more = {}) => ({ code, params: { column, field, ...more } });

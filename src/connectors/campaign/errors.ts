import { CannotGoOn, PassesByItself, RecordRefused } from '../../core/problems/failures.js';
import type { ProblemCode } from '../../core/problems/problem.js';
import { refusalsInARow, type RequestFailed } from '../http/index.js';
import type { Meaning } from './answers.js';

/** What was going on, as far as an error depends on it. */
export interface Doing {
  readonly resource: string;
  /** It would have changed something: without a clear answer it may have. */
  readonly writes: boolean;
  /** A start or a connection test, on a connection over which nothing has worked yet: a wrong address is told at once. */
  readonly beginning?: boolean;
  /** A connection test: a refused token is told at once. */
  readonly trial?: boolean;
  /** Different tokens refused in a row. */
  readonly refusals: number;
}

/** The fault that an answer's meaning amounts to, where the caller knows no better. */
export function faultOf({ kind, field, reason }: Meaning, doing: Doing): Error {
  const { resource, writes } = doing;
  switch (kind) {
    case 'tokenRefused': {
      const final = doing.trial === true || doing.refusals >= refusalsInARow;
      return final ? forAll('campaign-token-refused', reason) : passes('campaign-login-unavailable', reason, false);
    }
    case 'notProvisioned':
      return forAll('campaign-not-provisioned', reason);
    case 'apiKeyRefused':
      return forAll('campaign-api-key-refused', reason);
    case 'forbidden':
      return forAll('campaign-forbidden', reason);
    case 'gatewayLost':
      return doing.beginning
        ? forAll('campaign-tenant-unknown', reason)
        : passes('campaign-unavailable', reason, writes);
    case 'engineFault':
      return passes('campaign-engine-error', reason, writes);
    case 'unavailable':
      return passes('campaign-unavailable', reason, writes);
    case 'odd':
      return oddAnswer(reason, writes);
    case 'resourceUnknown':
      return forLane('campaign-resource-unknown', { resource });
    case 'unknownName':
      if (field !== null) return forLane('campaign-field-unknown', { resource, field });
      return refused('campaign-refused', field, reason);
    case 'exists':
      return refused('campaign-duplicate', field, reason);
    case 'absent':
      return refused('campaign-parent-missing', field, reason);
    default:
      return refused(kind, field, reason);
  }
}

/** A request that got no complete answer. */
export const noAnswer = (failure: RequestFailed, writes: boolean) =>
  passes('campaign-unavailable', failure.reason, writes && failure.sent);

/** A 2xx that is not what was asked. */
export const oddAnswer = (reason: string, writes: boolean) => passes('campaign-odd-answer', reason, writes);

export const forLane = (code: ProblemCode, params: Record<string, string>) =>
  new CannotGoOn(code, { scope: 'lane', system: 'campaign', params });

export const refused = (code: ProblemCode, field: string | null, reason = '') =>
  new RecordRefused(code, { system: 'campaign', params: { field: field ?? '?', reason } });

const forAll = (code: ProblemCode, reason: string) =>
  new CannotGoOn(code, { scope: 'workflow', system: 'campaign', params: { reason } });

const passes = (code: ProblemCode, reason: string, outcomeUnknown: boolean) =>
  new PassesByItself(code, { system: 'campaign', params: { reason }, outcomeUnknown });

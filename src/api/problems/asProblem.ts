import { CannotGoOn, PassesByItself } from '../../core/problems/failures.js';
import { bodyMb } from '../limits.js';
import { ApiProblem } from './apiProblem.js';

/** The one place where an error becomes an HTTP status and a code. What nobody expected is 500 `request-failed`, with its cause for the log. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof PassesByItself) {
    const seconds = Math.ceil((error.retryAfterMs ?? 1_000) / 1_000);
    return new ApiProblem(503, error.code, {
      params: error.params,
      headers: { 'Retry-After': String(Math.max(1, seconds)) },
      cause: error,
    });
  }
  // A system or the database refuses us: the request was right, and repeating it does not help.
  if (error instanceof CannotGoOn) return new ApiProblem(502, error.code, { params: error.params, cause: error });
  return refusedByExpress(error) ?? new ApiProblem(500, 'request-failed', { cause: error });
}

/** Express and its body parser throw errors with a `status`, and a `type` where the body is meant. */
function refusedByExpress(cause: unknown): ApiProblem | undefined {
  if (!(cause instanceof Error) || !('status' in cause)) return undefined;
  const type = 'type' in cause ? String(cause.type) : '';
  if (cause.status === 413) return new ApiProblem(413, 'body-too-large', { params: { limitMb: bodyMb }, cause });
  if (cause.status === 415) return new ApiProblem(415, 'content-type-wrong', { cause });
  if (type === 'entity.parse.failed') return new ApiProblem(400, 'body-malformed', { cause });
  if (cause.status === 400) return new ApiProblem(400, 'request-malformed', { cause });
  return undefined;
}

import { PassesByItself } from '../core/problems/failures.js';
import { asFault } from '../store/database.js';
import { type Deadline, within } from './deadline.js';

/** Runs store functions under a deadline; a database that is away, ends or hangs is `store-unavailable`. */
export async function fromStore<T>(deadline: Deadline, work: Promise<T>): Promise<T> {
  try {
    return await within(deadline, 'store-unavailable', work);
  } catch (error) {
    if (error instanceof PassesByItself || !isOutage(error)) throw error;
    throw asFault(error);
  }
}

/**
 * SQLSTATE classes 08 connection, 28 and 3D login, 53 resources, 57 operator, 58 system, and 25P03 of a transaction that was
 * ended because we were too slow within it; or no SQLSTATE at all, as errors of sockets and of the pool have none. Everything else
 * is a mistake of ours and must not pass for an outage.
 */
function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : undefined;
  if (code === undefined) return /connect|terminat|timeout|client/i.test(error.message);
  return /^(08|28|3D|53|57|58)...$|^25P03$/.test(code) || /^E[A-Z_]+$/.test(code);
}

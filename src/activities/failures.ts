import { ApplicationFailure, CancelledFailure } from '@temporalio/activity';
import { CannotGoOn, PassesByItself } from '../core/problems/failures.js';
import type { ProblemFacts } from '../core/problems/problem.js';
import { asFault } from '../store/database.js';
import type { Log } from './log.js';

/**
 * Turns whatever an activity threw into a failure for Temporal. Its text comes from the catalog: messages of drivers and
 * parsers can quote a record, and histories keep what they are given.
 */
export function asFailure(error: unknown, log: Log): Error {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  const fault = isDatabaseError(error) ? asFault(error) : error;
  if (fault instanceof CannotGoOn) {
    const facts: ProblemFacts = {
      code: fault.code,
      params: { ...fault.params },
      ...(fault.system && { system: fault.system }),
    };
    return ApplicationFailure.create({
      type: fault.code,
      message: fault.message,
      nonRetryable: true,
      details: [facts],
    });
  }
  if (fault instanceof PassesByItself) {
    return ApplicationFailure.create({ type: fault.code, message: fault.message, category: 'BENIGN' });
  }
  const name = fault instanceof Error ? fault.name : typeof fault;
  log.error({ error: name, stack: framesOf(fault) }, 'an activity met an error that it does not know');
  return ApplicationFailure.create({ type: 'unexpected', message: `unexpected error (${name}); see the worker's log` });
}

/** A stack without its first line: the message may quote a record. */
function framesOf(error: unknown): string[] {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  return lines.filter((line) => /^\s+at /.test(line)).map((line) => line.trim());
}

const socketCodes = /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_)/;

/** pg's errors carry a SQLSTATE of five characters; a broken connection a socket's code, or none but pg's own words. */
function isDatabaseError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (/^(08|25P03|28|3D|53|55|57|58|40)/.test(code) && code.length === 5) return true;
  return (
    socketCodes.test(code) ||
    /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout)/.test(
      error.message,
    )
  );
}

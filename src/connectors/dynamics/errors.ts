import { CannotGoOn, PassesByItself, PositionLost } from '../../core/problems/failures.js';
import type { ProblemCode } from '../../core/problems/problem.js';
import { type Answer, parseObject, refusalsInARow, type RequestFailed } from '../http/index.js';

/** What was asked, as far as an error needs it. */
export interface Asked {
  /** Logical name of the table; absent for calls that concern none. */
  readonly table?: string;
  /** Properties asked for: an error about one of them can name it. */
  readonly properties?: readonly string[];
  /** The request followed a stored link. */
  readonly position?: boolean;
  /** A connection test: what is refused now is told at once. */
  readonly trial?: boolean;
}

/**
 * What an answer that is not 2xx means: decided on status and code, never on the text (reference dataverse-web-api §13).
 * @param refusals different tokens refused in a row
 */
export function faultOf(answer: Pick<Answer, 'status' | 'headers' | 'text'>, asked: Asked, refusals: number): Error {
  const { status } = answer;
  const error = readError(answer.text);
  const reason = error?.code || `HTTP ${status}`;
  if (status === 401) {
    const final = asked.trial === true || refusals >= refusalsInARow;
    return final ? forAll('dynamics-token-refused') : passes('dynamics-login-unavailable', reason);
  }
  if (asked.position && (status === 410 || lostPositions.has(error?.code ?? ''))) return new PositionLost(reason);
  const passing = passingCodes.get(error?.code ?? '');
  if (passing !== undefined) return passes(passing, reason);
  if ((status >= 500 && status !== 501) || status === 408) return passes('dynamics-unavailable', reason);
  const known = knownCodes.get(error?.code ?? '');
  if (known === 'dynamics-not-a-member') return forAll(known);
  if (status === 403 && (known === undefined || asked.table === undefined))
    return forAll('dynamics-forbidden', { reason });
  if (error === null || asked.table === undefined) return oddAnswer(reason);
  const column = mentioned(error.message, asked);
  // No column of it is wrong, so it is the link itself that Dynamics does not understand.
  if (asked.position && status === 400 && known === 'dynamics-column-unknown' && column === null)
    return new PositionLost(reason);
  return tableFault(asked.table, status === 404 ? 'dynamics-table-unknown' : known, column, reason);
}

function tableFault(table: string, known: ProblemCode | undefined, column: string | null, reason: string): CannotGoOn {
  const aboutColumn = known === undefined || known === 'dynamics-column-unknown';
  if (aboutColumn && column !== null) return forLane('dynamics-column-unknown', { table, column });
  return aboutColumn ? forLane('dynamics-request-refused', { table, reason }) : forLane(known, { table });
}

/** A request that got no complete answer. Dynamics is only read here: nothing can have taken effect. */
export const noAnswer = (failure: RequestFailed) => passes('dynamics-unavailable', failure.reason);

/** A 2xx that is not what was asked: a login page, a cut body, another document. */
export const oddAnswer = (reason: string) => passes('dynamics-odd-answer', reason);

export const forLane = (code: ProblemCode, params: Record<string, string>) =>
  new CannotGoOn(code, { scope: 'lane', system: 'dynamics', params });

const forAll = (code: ProblemCode, params: Record<string, string> = {}) =>
  new CannotGoOn(code, { scope: 'workflow', system: 'dynamics', params });

const passes = (code: ProblemCode, reason: string) =>
  new PassesByItself(code, { system: 'dynamics', params: { reason } });

/** The change token ran out, the table changed, or the paging cookie is no longer understood: only a full read helps. */
const lostPositions = new Set(['0x80044352', '0x8004112a']);

/** Pass by themselves whatever their status, which Microsoft does not document. */
const passingCodes = new Map<string, ProblemCode>([
  ['0x80072321', 'dynamics-limited'],
  ['0x80072322', 'dynamics-limited'],
  ['0x80072326', 'dynamics-limited'],
  ['0x80072323', 'dynamics-unavailable'],
  ['0x80072324', 'dynamics-unavailable'],
  ['0x80044150', 'dynamics-unavailable'],
  ['0x80044151', 'dynamics-unavailable'],
  ['0x80040216', 'dynamics-unavailable'],
]);

const knownCodes = new Map<string, ProblemCode>([
  ['0x80072560', 'dynamics-not-a-member'],
  ['0x80040220', 'dynamics-privilege-missing'],
  ['0x80040231', 'dynamics-privilege-missing'],
  ['0x80048306', 'dynamics-privilege-missing'],
  ['0x80042f09', 'dynamics-privilege-missing'],
  ['0x80072491', 'dynamics-tracking-off'],
  ['0x80072492', 'dynamics-tracking-off'],
  ['0x8006088a', 'dynamics-table-unknown'],
  ['0x0', 'dynamics-column-unknown'],
  ['0x80060888', 'dynamics-column-unknown'],
]);

/** `{"error":{"code","message"}}`, or the bare form of older components with `ErrorCode` and `Message`; null for anything else. */
function readError(body: string): { code: string; message: string } | null {
  const parsed = parseObject(body);
  const error = parsed?.['error'] ?? parsed;
  if (typeof error !== 'object' || error === null) return null;
  const { code, ErrorCode, message, Message } = error as Record<string, unknown>;
  const [said, text] = [code ?? ErrorCode, message ?? Message];
  if (typeof said !== 'string' && typeof text !== 'string') return null;
  const known = typeof said === 'string' && /^0x[0-9a-f]{1,8}$/i.test(said);
  return { code: known ? said.toLowerCase() : '', message: typeof text === 'string' ? text : '' };
}

/** The property that an error's text names in quotes, if it is one that was asked for: a name of the schema, no value. */
const mentioned = (message: string, { properties = [] }: Asked) =>
  properties.find((property) => message.includes(`'${property}'`)) ?? null;

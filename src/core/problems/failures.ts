import type { SystemName } from '../names.js';
import { describeProblem, type Parameters, type ProblemCode } from './problem.js';

interface Options {
  params?: Parameters;
  system?: SystemName;
  cause?: unknown;
}

/** Base of the three answers to a fault. The message is made of the catalog and of `params` alone: no record's value is in it. */
abstract class Fault extends Error {
  readonly code: ProblemCode;
  readonly params: Parameters;
  readonly system: SystemName | undefined;

  constructor(code: ProblemCode, { params = {}, system, cause }: Options = {}) {
    super(describeProblem({ code, params: { ...params } }).sentence, cause === undefined ? {} : { cause });
    this.name = new.target.name;
    this.code = code;
    this.params = params;
    this.system = system;
  }
}

/** Passes by itself (network, outage, limit): retry without end. */
export class PassesByItself extends Fault {
  /** The system said how long to wait. */
  readonly retryAfterMs: number | undefined;
  /** The request may have taken effect although no answer came: look before repeating what is not idempotent. */
  readonly outcomeUnknown: boolean;

  constructor(
    code: ProblemCode,
    options: Options & { retryAfterMs?: number | undefined; outcomeUnknown?: boolean } = {},
  ) {
    super(code, options);
    this.retryAfterMs = options.retryAfterMs;
    this.outcomeUnknown = options.outcomeUnknown ?? false;
  }
}

/** The destination refuses this record for good: it goes to the rejected records, its neighbours go on. */
export class RecordRefused extends Fault {}

/** Nobody can go on until someone acts: the lane parks, or the whole workflow fails. */
export class CannotGoOn extends Fault {
  readonly scope: 'lane' | 'workflow';

  constructor(code: ProblemCode, options: Options & { scope: 'lane' | 'workflow' }) {
    super(code, options);
    this.scope = options.scope;
  }
}

/** A process cannot start: said in one line, with what to do. */
export class CannotStart extends Fault {}

/** The source no longer knows the position (expired change token): read everything again. */
export class PositionLost extends Error {
  override readonly name = 'PositionLost';
}

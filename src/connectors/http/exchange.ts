import type { Dispatcher } from 'undici';
import { Answer } from './answer.js';
import { type Abortable, unwatchAbort, watchAbort } from './aborts.js';
import { RequestFailed } from './requestFailed.js';

/**
 * One request on its way, as undici's handler (`Pool.request` would make a stream of every answer). `permit` is asked in the tick in which
 * the request is written to its socket, which may be later than the dispatch: undici first opens or checks a connection.
 */
export class Exchange implements Dispatcher.DispatchHandler, Abortable {
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #permit: (() => void) | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #refused = false;
  #settled = false;
  #status = 0;
  #headers: Answer['headers'] = {};
  #chunk: Buffer | undefined;
  #chunks: Buffer[] | undefined;

  constructor(
    resolve: (answer: Answer) => void,
    reject: (reason: unknown) => void,
    totalMs: number,
    permit: (() => void) | undefined,
    signal: AbortSignal | undefined,
  ) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#permit = permit;
    this.#signal = signal;
    this.#timer = setTimeout(timeOut, totalMs, this);
    if (signal !== undefined) watchAbort(signal, this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#settled) throw new RequestFailed('ABORTED', false);
    try {
      this.#permit?.();
    } catch (refusal) {
      this.#refused = true;
      throw refusal;
    }
    this.#controller = controller;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Answer['headers']): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#chunk === undefined) this.#chunk = chunk;
    else if (this.#chunks === undefined) this.#chunks = [this.#chunk, chunk];
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (!this.#settle()) return;
    const body = this.#chunks === undefined ? this.#chunk : Buffer.concat(this.#chunks);
    this.#resolve(new Answer(this.#status, this.#headers, body ?? nothing));
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (!this.#settle()) return;
    this.#reject(this.#refused ? error : new RequestFailed(codeOf(error), this.#controller !== undefined));
  }

  calledOff(): void {
    this.end('ABORTED');
  }

  /** Gives up waiting; the connection is closed, because its answer would be taken for the next one's. */
  end(reason: string): void {
    if (!this.#settle()) return;
    const failure = new RequestFailed(reason, this.#controller !== undefined);
    this.#reject(failure);
    this.#controller?.abort(failure);
  }

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    clearTimeout(this.#timer);
    if (this.#signal !== undefined) unwatchAbort(this.#signal, this);
    return true;
  }
}

const nothing = Buffer.alloc(0);

const timeOut = (exchange: Exchange) => exchange.end('TOTAL_TIMEOUT');

const codeOf = (error: Error) => ('code' in error && typeof error.code === 'string' ? error.code : error.name);

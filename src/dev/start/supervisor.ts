import { setTimeout as sleep } from 'node:timers/promises';
import { sentenceOf } from '../../process/fatal.js';
import { restartWaitsMs, steadyAfterMs } from '../limits.js';
import type { RunningServer } from '../server.js';

/** One of the processes that `npm start` keeps alive. */
export interface Part {
  readonly name: string;
  /** How long it may take to end when asked. */
  readonly endLimitMs: number;
  /** Starts it, tells of the process at once, and waits until it is ready. */
  start(onSpawn: (server: RunningServer) => void): Promise<RunningServer>;
}

/** Keeps one part running until it is told to end it. */
export class Supervisor {
  readonly #part: Part;
  readonly #say: (line: string) => void;
  readonly #record: (name: string, server: RunningServer) => void;
  readonly #ending = new AbortController();
  #server: RunningServer | undefined;

  constructor(
    part: Part,
    { say, record }: { say: (line: string) => void; record: (name: string, server: RunningServer) => void },
  ) {
    this.#part = part;
    this.#say = say;
    this.#record = record;
  }

  /** The first start: what goes wrong is the caller's. Afterwards the part is started again whenever it ends. */
  async start(): Promise<void> {
    await this.#startOnce();
    void this.#keepAlive();
  }

  /** From now on an end is no accident. */
  expectEnd(): void {
    this.#ending.abort();
  }

  async end(): Promise<void> {
    this.expectEnd();
    await this.#server?.end(this.#part.endLimitMs);
  }

  kill(): void {
    this.expectEnd();
    this.#server?.kill('SIGKILL');
  }

  async #startOnce(): Promise<void> {
    await this.#part.start((server) => {
      this.#server = server;
      this.#record(this.#part.name, server);
      if (this.#ending.signal.aborted) server.kill('SIGKILL');
    });
  }

  async #keepAlive(): Promise<void> {
    let failures = 0;
    while (this.#server !== undefined) {
      const began = Date.now();
      const { code, signal } = await this.#server.ended;
      if (this.#ending.signal.aborted) return;
      if (Date.now() - began > steadyAfterMs) failures = 0;
      this.#say(`${this.#part.name} ended (${signal ?? `code ${code}`}): starting it again`);
      failures = await this.#startAgain(failures);
    }
  }

  /** Returns the failures in a row, for the next time. */
  async #startAgain(before: number): Promise<number> {
    for (let failures = before; ; failures += 1) {
      const waitMs = restartWaitsMs[Math.min(failures, restartWaitsMs.length - 1)];
      await sleep(waitMs, undefined, { signal: this.#ending.signal }).catch(() => {});
      if (this.#ending.signal.aborted) return failures;
      try {
        await this.#startOnce();
        this.#say(`${this.#part.name} runs again`);
        return failures + 1;
      } catch (error) {
        if (this.#ending.signal.aborted) return failures;
        this.#say(`${this.#part.name}: ${sentenceOf(error)}`);
      }
    }
  }
}

import { Writable } from 'node:stream';
import { pino } from 'pino';
import { startApi } from '../../src/api/startApi.js';
import { temporalOptions } from '../../src/process/temporal.js';
import { readSettings } from '../../src/settings.js';
import { startWorker } from '../../src/worker/startWorker.js';
import { endAfterTests } from './lifetime.js';
import { spawnApi, spawnWorker } from './passerelle.js';
import type { OwnProcess } from './process.js';
import { quietRuntime } from './runtime.js';

/** A worker or an API that a test started. */
export interface OwnProgram {
  /** Where it listens, if it does. */
  url(): string;
  /** Ends it in order, and waits. */
  stop(): Promise<unknown>;
}

/** How a world's worker and API are run, by their environment. */
export interface Programs<Program extends OwnProgram> {
  worker(env: NodeJS.ProcessEnv): Promise<Program>;
  api(env: NodeJS.ProcessEnv): Promise<Program>;
}

/** As a user runs them: for tests that kill, freeze or overhear them. */
export const asProcesses: Programs<OwnProcess> = { worker: spawnWorker, api: spawnApi };

/** In the tests' own process, over the same servers and sockets: a process would take seconds of processor time until its code is warm. */
export const withinTests: Programs<OwnProgram> = {
  async worker(env) {
    quietRuntime();
    const settings = readSettings(env);
    const { end } = await startWorker(settings, temporalOptions(settings, env), silent());
    return { url: () => '', stop: endAfterTests(end) };
  },
  async api(env) {
    const settings = readSettings({ PASSERELLE_PORT: '0', ...env });
    const { url, end } = await startApi(settings, temporalOptions(settings, env), silent());
    return { url: () => url, stop: endAfterTests(end) };
  },
};

const silent = () => pino({ level: 'debug' }, new Writable({ write: (_line, _encoding, done) => done() }));

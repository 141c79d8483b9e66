import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CannotStart } from '../../core/problems/failures.js';
import type { Settings } from '../../settings.js';
import { projectRoot } from '../projectRoot.js';
import { removeSharedData } from '../servers/postgresFolder.js';

/** Where everything that `npm start` keeps is. */
export interface StateFolder {
  readonly path: string;
  /** Which processes run, see {@link RunFile}. */
  readonly runFile: string;
  readonly postgres: string;
  readonly temporalFile: string;
  readonly sandboxFile: string;
  readonly keyFile: string;
  /** There once ingress was started for the user; a later start leaves it as it is. */
  readonly startedFile: string;
  logFile(name: string): string;
}

/** Only these are ours: a reset of a folder that holds other things leaves them alone. */
const entries = ['postgres', 'temporal', 'sandbox', 'logs', 'encryption.key', 'ingress-started', 'run.json'] as const;

export function stateFolder(settings: Pick<Settings, 'PASSERELLE_STATE_DIR'>): StateFolder {
  const path = resolve(projectRoot, settings.PASSERELLE_STATE_DIR);
  return {
    path,
    runFile: join(path, 'run.json'),
    postgres: join(path, 'postgres'),
    temporalFile: join(path, 'temporal/temporal.db'),
    sandboxFile: join(path, 'sandbox/state'),
    keyFile: join(path, 'encryption.key'),
    startedFile: join(path, 'ingress-started'),
    logFile: (name) => join(path, 'logs', `${name}.log`),
  };
}

/**
 * Makes the folders.
 * @throws CannotStart
 */
export function makeStateFolder(state: StateFolder): void {
  try {
    for (const folder of ['postgres', 'temporal', 'sandbox', 'logs']) {
      mkdirSync(join(state.path, folder), { recursive: true, mode: 0o755 });
    }
  } catch (cause) {
    throw new CannotStart('state-dir-unusable', { params: { folder: state.path }, cause });
  }
}

/** The key that seals payloads and secrets, made on the first start and readable by us alone. */
export function makeKey(state: StateFolder): void {
  if (existsSync(state.keyFile)) return;
  writeFileSync(state.keyFile, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
}

export function emptyStateFolder(state: StateFolder): void {
  removeSharedData(state.postgres);
  for (const entry of entries) rmSync(join(state.path, entry), { recursive: true, force: true });
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { birthOf } from '../../src/dev/birth.js';
import { endAfterTests } from './lifetime.js';
import { freePorts } from './ports.js';
import { until } from './until.js';

const runFile = z.object({ parts: z.record(z.string(), z.object({ pid: z.number(), birth: z.string() })) });

/** What `npm start` runs, as a process of its own. */
export interface StartCommand {
  readonly process: ChildProcess;
  output(): string;
  /** Waits until a line says this. */
  says(text: string | RegExp, limitMs?: number): Promise<unknown>;
  /** Waits for its end; the exit code, or the signal. */
  ended(): Promise<number | NodeJS.Signals | null>;
}

/** An environment for {@link startCommand}: free ports, a state folder of its own, few contacts. */
export async function startEnvironment(stateDir: string, contacts: number): Promise<NodeJS.ProcessEnv> {
  const ports = await freePorts(6);
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'],
    PASSERELLE_STATE_DIR: stateDir,
    PASSERELLE_SANDBOX_CONTACTS: String(contacts),
    PASSERELLE_SANDBOX_LIFE: 'off',
    ...Object.fromEntries(
      ['', 'SANDBOX_', 'TEMPORAL_', 'TEMPORAL_UI_', 'DATABASE_', 'WORKER_METRICS_'].map((name, index) => [
        `PASSERELLE_${name}PORT`,
        String(ports[index]),
      ]),
    ),
  };
}

export function startCommand(env: NodeJS.ProcessEnv, script: 'start' | 'reset' = 'start'): StartCommand {
  const path = fileURLToPath(new URL(`../../src/dev/${script}.js`, import.meta.url));
  const child = spawn(process.execPath, [path], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const ended = async () => {
    if (!hasEnded()) await once(child, 'exit');
    return child.exitCode ?? child.signalCode;
  };
  endAfterTests(async () => {
    child.kill('SIGTERM');
    await ended();
  });
  const says = (text: string | RegExp, limitMs = 90_000) =>
    until(
      () => {
        if (typeof text === 'string' ? output.includes(text) : text.test(output)) return true;
        if (hasEnded()) throw new Error(`it ended: ${output}`);
        return false;
      },
      { what: `it says ${String(text)}, after: ${output}`, limitMs },
    );
  return { process: child, output: () => output, says, ended };
}

/** The processes that a living start has recorded, by name. */
export function recordedParts(stateDir: string): Record<string, { pid: number; birth: string }> {
  return runFile.parse(JSON.parse(readFileSync(join(stateDir, 'run.json'), 'utf8'))).parts;
}

/** The direct children of a process, the small guard among them (Linux). */
export function childrenOf(pid: number): number[] {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.flatMap((thread) => {
    const text = readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8');
    return text.split(' ').filter(Boolean).map(Number);
  });
}

/** Whether this very process still runs. */
export const isAlive = ({ pid, birth }: { pid: number; birth: string }) => birthOf(pid) === birth;

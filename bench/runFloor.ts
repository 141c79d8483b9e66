import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ceilingConcurrency, connectionsPerCall } from '../src/connectors/http/limits.js';
import type { FloorJob } from './floor.js';
import type { FloorTableName } from './floorTables.js';

/** The floor as a process of its own. It takes all of the limiter's ceiling from the first call on: Passerelle has to find it. */
export function runFloor(
  origin: string,
  tables: readonly FloorTableName[],
): { readonly pid: number; readonly ended: Promise<void> } {
  const connections = Math.ceil(ceilingConcurrency * connectionsPerCall);
  const job: FloorJob = { origin, concurrency: ceilingConcurrency, connections, tables };
  const child = fork(fileURLToPath(new URL('./floor.js', import.meta.url)), [JSON.stringify(job)], {
    execArgv: ['--enable-source-maps'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return { pid: child.pid ?? 0, ended: untilEnd(child) };
}

async function untilEnd(child: ChildProcess): Promise<void> {
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`the floor ended with ${code}`);
}

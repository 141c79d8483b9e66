import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { birthOf } from '../birth.js';
import { endProcess } from '../endProcess.js';

/**
 * Ends a PostgreSQL that a killed parent left running on these files. `postmaster.pid` may name a process that is none of ours (ids are given out again): it is
 * ended only if it was started on this folder; otherwise the file is stale and removed, because PostgreSQL would trust it.
 */
export async function endLeftOver(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  const pid = readPid(file);
  if (pid === undefined) return;
  const birth = birthOf(pid);
  if (birth !== undefined && commandOf(pid).includes(data)) return endProcess({ pid, birth }, 'SIGINT');
  rmSync(file, { force: true });
}

function readPid(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
    return Number.isInteger(pid) && pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function commandOf(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

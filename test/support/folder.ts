import { accessSync, chmodSync, constants, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { birthOf } from '../../src/dev/birth.js';
import { endAfterTests } from './lifetime.js';

/** A folder that goes away after the tests. Every user may enter it: PostgreSQL does not run as root. */
export function temporaryFolder(parent = tmpdir()): string {
  const folder = mkdtempSync(join(parent, `passerelle-test-${process.pid}-`));
  chmodSync(folder, 0o755);
  endAfterTests(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const memory = '/dev/shm';
const memoryBytes = 2 * 1024 ** 3;

/** The same in memory, where the machine has enough: a hundred databases are ten thousands of files, and a disk takes nearly five times as long to make them. */
export function quickFolder(): string {
  try {
    accessSync(memory, constants.W_OK);
    removeLeftOver();
    const { bavail, bsize } = statfsSync(memory);
    return temporaryFolder(bavail * bsize < memoryBytes ? undefined : memory);
  } catch {
    return temporaryFolder();
  }
}

/** What tests left there that were killed: unlike a disk's, this room is the machine's memory. */
function removeLeftOver(): void {
  for (const name of readdirSync(memory)) {
    const pid = /^passerelle-test-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && birthOf(Number(pid)) === undefined)
      rmSync(join(memory, name), { recursive: true, force: true });
  }
}

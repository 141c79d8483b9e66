import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { CannotStart } from '../../core/problems/failures.js';
import { birthOf, lives } from '../birth.js';
import { endProcess } from '../endProcess.js';
import { endPollMs, takeOverLimitMs } from '../limits.js';
import type { RunningServer } from '../server.js';

const processFacts = z.object({ pid: z.number().int(), birth: z.string() });
const signal = z.enum(['SIGINT', 'SIGTERM']);
const run = z.object({
  owner: processFacts,
  /** Its owner was told to end. */
  ending: z.boolean(),
  parts: z.record(z.string(), processFacts.extend({ signal })),
});
type Run = z.infer<typeof run>;

/** Which `npm start` owns the state folder, and the processes that it started: a later one may end what a killed one left behind. */
export interface RunFile {
  record(name: string, server: RunningServer): void;
  markEnding(): void;
  release(): void;
}

/**
 * Takes the state folder for this process. Ends what a killed owner left running, if it is verifiably that; waits for an owner that is ending.
 * @throws CannotStart when another `npm start` lives
 */
export async function claimRun(file: string): Promise<RunFile> {
  const mine: Run = { owner: factsOf(process.pid), ending: false, parts: {} };
  const limit = Date.now() + takeOverLimitMs;
  while (!tryCreate(file, mine)) {
    const other = readRun(file);
    if (other === undefined) rmSync(file, { force: true });
    else if (!lives(other.owner)) await takeOver(file, other);
    else if (!other.ending || Date.now() > limit)
      throw new CannotStart('already-started', { params: { pid: other.owner.pid } });
    else await sleep(endPollMs);
  }
  const save = () => writeWhole(file, mine);
  return {
    record(name, server) {
      const birth = birthOf(server.pid);
      if (birth === undefined) return;
      mine.parts[name] = { pid: server.pid, birth, signal: signal.parse(server.endSignal) };
      save();
    },
    markEnding() {
      mine.ending = true;
      save();
    },
    release: () => rmSync(file, { force: true }),
  };
}

/** The living owner's process id, if there is one. */
export function livingOwner(file: string): number | undefined {
  const found = readRun(file);
  return found && lives(found.owner) ? found.owner.pid : undefined;
}

async function takeOver(file: string, other: Run): Promise<void> {
  const parts = Object.values(other.parts).filter(lives);
  await Promise.all(parts.map((part) => endProcess(part, part.signal)));
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = readRun(aside);
  // Somebody else took over in the meantime: give it back.
  if (moved && lives(moved.owner)) linkSync(aside, file);
  rmSync(aside, { force: true });
}

function readRun(file: string): Run | undefined {
  try {
    return run.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** `link` refuses to replace a file: of several at once, one wins. */
function tryCreate(file: string, content: Run): boolean {
  const fresh = `${file}.${process.pid}.new`;
  writeFileSync(fresh, JSON.stringify(content), { mode: 0o600 });
  try {
    linkSync(fresh, file);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(fresh, { force: true });
  }
}

function writeWhole(file: string, content: Run): void {
  writeFileSync(`${file}.new`, JSON.stringify(content), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

const factsOf = (pid: number) => ({ pid, birth: birthOf(pid) ?? '' });

import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { loadBufferBytes, saveBufferChars, saveSliceMs } from './limits.js';
import type { System } from './system.js';

/**
 * The state of all systems as lines of JSON: a head, then per system a line that names it, its own lines, and an end mark. Written beside the
 * file and renamed over it, so that there is always one whole file.
 */
export interface StateFile {
  /** Runs in slices between requests; a second call while one runs waits for it and then saves again. */
  save(): Promise<void>;
  /** False when there is no file yet. Throws when the file is not one of ours. */
  load(): boolean;
}

const format = 'passerelle-sandbox/1';
const endMark = '{"end":true}';

interface Parts {
  readonly file: string;
  readonly systems: readonly System[];
  readonly seed: number;
}

export function createStateFile({ file, systems, seed }: Parts): StateFile {
  let running: Promise<void> = Promise.resolve();

  return {
    save() {
      // A failed save must not fail the next one.
      running = running.then(write, write);
      return running;
    },
    load() {
      if (!existsSync(file)) return false;
      const lines = linesOf(file);
      checkHead(lines.next().value, seed, file);
      for (let line = lines.next(); !line.done; line = lines.next()) {
        const named = sectionName(line.value);
        const system = systems.find(({ name }) => name === named);
        if (!system) throw new Error(`${file} holds data of a system that is not here: ${line.value.slice(0, 80)}`);
        system.load(section(lines, file));
      }
      return true;
    },
  };

  async function write(): Promise<void> {
    await mkdir(path.dirname(file), { recursive: true });
    const unfinished = `${file}.tmp`;
    const handle = await open(unfinished, 'w', 0o600);
    try {
      let buffer = '';
      let sliceEnds = Date.now() + saveSliceMs;
      for (const line of everyLine(systems, seed)) {
        buffer += `${line}\n`;
        if (buffer.length > saveBufferChars) {
          await handle.write(buffer);
          buffer = '';
        }
        if (Date.now() > sliceEnds) {
          await breathe();
          sliceEnds = Date.now() + saveSliceMs;
        }
      }
      await handle.write(buffer);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, file);
  }
}

function* everyLine(systems: readonly System[], seed: number): Iterable<string> {
  yield JSON.stringify({ format, seed });
  for (const system of systems) {
    yield JSON.stringify({ system: system.name });
    yield* system.save();
    yield endMark;
  }
}

function checkHead(line: string | undefined, seed: number, file: string): void {
  const head = JSON.parse(line ?? '{}') as { format?: unknown; seed?: unknown };
  if (head.format !== format) throw new Error(`${file} is not a state of this sandbox; delete it to begin anew`);
  if (head.seed !== seed) {
    throw new Error(`${file} was made with the seed ${String(head.seed)}, not ${seed}; delete it or set SANDBOX_SEED`);
  }
}

function sectionName(line: string): unknown {
  return (JSON.parse(line) as { system?: unknown }).system;
}

/** Leaves `lines` behind the end mark, whether or not the system read on to it. */
function* section(lines: Iterator<string>, file: string): Iterable<string> {
  for (let line = lines.next(); line.value !== endMark; line = lines.next()) {
    if (line.done) throw new Error(`${file} ends too early; delete it to begin anew`);
    yield line.value;
  }
}

function* linesOf(file: string): Generator<string, undefined> {
  const handle = openSync(file, 'r');
  try {
    const decoder = new TextDecoder();
    const bytes = Buffer.alloc(loadBufferBytes);
    let rest = '';
    for (let read = readSync(handle, bytes); read > 0; read = readSync(handle, bytes)) {
      const lines = (rest + decoder.decode(bytes.subarray(0, read), { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
    if (rest !== '') yield rest;
  } finally {
    closeSync(handle);
  }
  return undefined;
}

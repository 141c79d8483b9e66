import { closeSync, copyFileSync, fstatSync, openSync, readSync, truncateSync, writeFileSync } from 'node:fs';
import { logBytes, logPollMs, repeatAfterMs } from '../limits.js';
import type { LogRule } from './logLines.js';

const bufferBytes = 65_536;

/**
 * Shows what matters of a log file that another process writes, from its present end on. Processes write to files, not to us: a start that is killed breaks no
 * pipe of theirs. Keeps the files small. Returns the end of it, which looks once more.
 */
export function followLog(file: string, rule: LogRule, say: (line: string) => void): () => void {
  writeFileSync(file, '', { flag: 'a', mode: 0o600 });
  const shown = new Map<string, number>();
  const buffer = Buffer.alloc(bufferBytes);
  let position = sizeOf(file);
  let rest = '';

  function look(): void {
    const descriptor = openSync(file, 'r');
    try {
      for (;;) {
        const bytes = readSync(descriptor, buffer, 0, bufferBytes, position);
        if (bytes === 0) break;
        position += bytes;
        const lines = (rest + buffer.toString('utf8', 0, bytes)).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) show(line);
      }
    } finally {
      closeSync(descriptor);
    }
    if (position > logBytes) startAnew();
  }

  function show(line: string): void {
    const words = rule(line);
    if (words === undefined || Date.now() - (shown.get(words) ?? 0) < repeatAfterMs) return;
    if (shown.size > 1_000) shown.clear();
    shown.set(words, Date.now());
    say(words);
  }

  /** Its writers append, so that they go on at the new beginning. */
  function startAnew(): void {
    copyFileSync(file, `${file}.1`);
    truncateSync(file);
    position = 0;
  }

  const timer = setInterval(look, logPollMs);
  return () => {
    clearInterval(timer);
    look();
  };
}

function sizeOf(file: string): number {
  const descriptor = openSync(file, 'r');
  try {
    return fstatSync(descriptor).size;
  } finally {
    closeSync(descriptor);
  }
}

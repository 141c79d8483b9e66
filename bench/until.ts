import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until `look` finds something. @throws Error that says what was waited for */
export async function until<T>(
  look: () => Promise<T | null | undefined | false>,
  { what, limitMs, everyMs }: { what: string; limitMs: number; everyMs: number },
): Promise<T> {
  const limit = Date.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > limit) throw new Error(`waited ${limitMs / 1_000} s in vain: ${what}`);
    await sleep(everyMs);
  }
}

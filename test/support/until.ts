import { setTimeout as sleep } from 'node:timers/promises';
import { looks, untilLimitMs } from './limits.js';

/**
 * Waits until the condition gives something true, and returns that. It may throw while it does not hold yet. The longer it waits, the
 * more seldom it looks: looks cost processor time in each process that answers them.
 * @throws Error that names `what`, what came last and what was thrown last, when the limit is over
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  { what, limitMs = untilLimitMs, everyMs }: { what: string; limitMs?: number; everyMs?: number },
): Promise<Exclude<T, false | null | undefined | 0 | ''>> {
  const began = performance.now();
  for (;;) {
    const last = await attempt(condition);
    if (isTrue(last.value)) return last.value;
    const waitedMs = performance.now() - began;
    if (waitedMs > limitMs) {
      const seen = last.error === undefined ? `last: ${show(last.value)}` : `last error: ${words(last.error)}`;
      throw new Error(`waited ${limitMs} ms in vain until ${what} (${seen})`, { cause: last.error });
    }
    await sleep(everyMs ?? Math.min(looks.longestMs, Math.max(looks.firstMs, waitedMs * looks.share)));
  }
}

async function attempt<T>(condition: () => T | Promise<T>): Promise<{ value?: T; error?: unknown }> {
  try {
    return { value: await condition() };
  } catch (error) {
    return { error };
  }
}

const isTrue = <T>(value: T | undefined): value is Exclude<T, false | null | undefined | 0 | ''> => Boolean(value);

const show = (value: unknown) => JSON.stringify(value) ?? 'undefined';

const words = (error: unknown) => (error instanceof Error ? error.message : show(error));

import { longestGuessMs, longestPauseMs, shortestPauseMs } from './limits.js';

type Header = string | string[] | undefined;

/**
 * How long a system asks to wait, in ms, clamped to [1 s, 1 h]; null when it does not say. Both forms of RFC 9110 §10.2.3: seconds,
 * or a date, which is compared with the answer's own Date header where there is one, so that a wrong clock on either side does no harm.
 */
export function retryAfterMs(header: Header, dateHeader: Header, nowMs: number): number | null {
  const text = first(header)?.trim();
  if (!text) return null;
  if (/^\d+(\.\d+)?$/.test(text)) return clamp(Number(text) * 1000);
  const until = httpDate(text);
  return until === null ? null : clamp(until - (httpDate(first(dateHeader)) ?? nowMs));
}

/** A wait for a system that does not say how long: doubles with each time in a row, with up to a quarter of jitter. */
export function guessedPauseMs(timesInARow: number, random: number): number {
  return Math.min(2_000 * 2 ** Math.min(timesInARow, 10), longestGuessMs) * (1 + random / 4);
}

const first = (header: Header) => (Array.isArray(header) ? header[0] : header);

/** Date.parse alone would take `soon 1` for a date. */
function httpDate(text: string | undefined): number | null {
  if (text === undefined || !/^[A-Z][a-z]{2,8},? .*\d{2}:\d{2}:\d{2}/.test(text)) return null;
  const ms = Date.parse(/(GMT|UTC)$/.test(text) ? text : `${text} GMT`);
  return Number.isNaN(ms) ? null : ms;
}

const clamp = (ms: number) => Math.min(Math.max(ms, shortestPauseMs), longestPauseMs);

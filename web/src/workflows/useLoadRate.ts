import { useState } from 'react';

/** Long enough to even out checkpoints of 500 records, short enough to follow a limit that sets in. */
const windowMs = 20_000;
/** Two views closer together than this say nothing of a rate. */
const leastSpanMs = 900;

interface Sample {
  readonly at: number;
  readonly done: number;
}

const none: readonly Sample[] = [];

/** Records per second over the last views; 0 while it is not known or nothing moves. */
export function useLoadRate(at: number, done: number, isRunning: boolean): number {
  const [samples, setSamples] = useState(none);
  const now = isRunning ? withSample(samples, { at, done }) : none;
  if (now !== samples) setSamples(now);
  return rateOf(now);
}

function withSample(known: readonly Sample[], sample: Sample): readonly Sample[] {
  const last = known.at(-1);
  if (!last || sample.done < last.done) return [sample];
  if (sample.at <= last.at) return known;
  return [...known.filter(({ at }) => sample.at - at <= windowMs), sample];
}

function rateOf(samples: readonly Sample[]): number {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.at - first.at < leastSpanMs) return 0;
  return ((last.done - first.done) * 1000) / (last.at - first.at);
}

import { flatTimes, fullSize, targets } from './limits.js';
import type { Row } from './lines.js';
import type { Pair } from './measure.js';
import { largest, median } from './statistics.js';

/** Medians over the pairs, the ratio within each pair. */
export function loadRows(load: string, latencyMs: number, pairs: readonly Pair[]): Row[] {
  if (pairs.length === 0) return [];
  const over = (of: (pair: Pair) => number) => median(pairs.map(of));
  const ratios = pairs.map(({ floor, product }) => product.recordsPerSecond / floor.recordsPerSecond);
  const ratio = median(ratios);
  const wanted = targets.ratio.get(latencyMs);
  const peakMb = largest(pairs.map(({ product }) => product.memory.peakMb));
  const firstMb = over(({ product }) => product.memory.firstThirdMb);
  const lastMb = over(({ product }) => product.memory.lastThirdMb);
  const calls = over(({ product }) => product.engineCallsPerRecord);
  const agree = pairs.every(({ product }) => product.countsAgree);
  const records = over(({ product }) => product.records);
  const events = over(({ product }) => product.events) * (1_000_000 / records);
  return [
    {
      what: `${load}, records/s (pairs ${ratios.map((each) => each.toFixed(2)).join(', ')})`,
      floor: whole(over(({ floor }) => floor.recordsPerSecond)),
      passerelle: whole(over(({ product }) => product.recordsPerSecond)),
      ratio: ratio.toFixed(2),
      ...(wanted !== undefined && { target: `>= ${wanted} of the floor`, met: ratio >= wanted }),
    },
    {
      what: `${load}, processor, ms per record`,
      floor: over(({ floor }) => floor.cpuPerThousand).toFixed(3),
      passerelle: over(({ product }) => product.cpuPerThousand).toFixed(3),
    },
    {
      what: `${load}, engine calls per record`,
      passerelle: calls.toFixed(3),
      target: 'lanes and sandbox agree',
      met: agree,
    },
    {
      what: `${load}, worker memory, peak`,
      passerelle: mb(peakMb),
      target: `< ${mb(targets.memoryMb)}`,
      met: peakMb < targets.memoryMb,
    },
    {
      what: `${load}, worker memory, first and last third`,
      passerelle: `${whole(firstMb)} and ${mb(lastMb)}`,
      target: 'flat',
      met: lastMb <= firstMb * flatTimes,
    },
    {
      what: `${load}, history events per million records`,
      passerelle: whole(events),
      // Most events belong to the start: a short load says nothing of a million records.
      ...(records >= fullSize.contacts && {
        target: `< ${whole(targets.eventsPerMillion)}`,
        met: events < targets.eventsPerMillion,
      }),
    },
  ];
}

/** Undefined for none. */
export const largestOf = <T>(values: readonly T[], of: (value: T) => number): T | undefined =>
  values.reduce<T | undefined>((most, value) => (most === undefined || of(value) > of(most) ? value : most), undefined);

const whole = (value: number) => Math.round(value).toLocaleString('en-US');
const mb = (value: number) => `${whole(value)} MB`;

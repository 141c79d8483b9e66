import { flatTimes, targets } from './limits.js';
import type { Figures, Pair } from './measure.js';
import { largest, median } from './statistics.js';

/** One line of the table. */
export interface Line {
  readonly latencyMs: number;
  readonly what: string;
  readonly floor: string;
  readonly passerelle: string;
  readonly ratio: string;
  readonly target: string;
  readonly met: boolean | null;
}

export function linesOf(figures: Figures): Line[] {
  const { latencyMs, pairs, changes, stops } = figures;
  const line = (what: string, rest: Partial<Line>): Line => ({
    latencyMs,
    what,
    floor: '',
    passerelle: '',
    ratio: '',
    target: '',
    met: null,
    ...rest,
  });
  const loads = pairs.length === 0 ? [] : loadLines(latencyMs, pairs).map(([what, rest]) => line(what, rest));
  const more: Line[] = [];
  if (changes) {
    const met = changes.p99Ms < targets.changeP99Ms;
    more.push(line(`change to profile, p50 of ${changes.changes}`, { passerelle: ms(changes.p50Ms) }));
    more.push(
      line('change to profile, p99', { passerelle: ms(changes.p99Ms), target: `< ${ms(targets.changeP99Ms)}`, met }),
    );
  }
  if (stops) {
    const met = stops.count > 0 && stops.longestMs < targets.stopMs;
    more.push(line(`stop under load, median of ${stops.count}`, { passerelle: ms(stops.p50Ms) }));
    more.push(
      line('stop under load, longest', { passerelle: ms(stops.longestMs), target: `< ${ms(targets.stopMs)}`, met }),
    );
  }
  return [...loads, ...more];
}

type Row = readonly [what: string, rest: Partial<Line>];

function loadLines(latencyMs: number, pairs: readonly Pair[]): Row[] {
  const over = (of: (pair: Pair) => number) => median(pairs.map(of));
  const ratio = over(({ floor, product }) => product.recordsPerSecond / floor.recordsPerSecond);
  const wanted = targets.ratio.get(latencyMs);
  const peakMb = largest(pairs.map(({ product }) => product.memory.peakMb));
  const firstMb = over(({ product }) => product.memory.firstThirdMb);
  const lastMb = over(({ product }) => product.memory.lastThirdMb);
  const calls = over(({ product }) => product.engineCallsPerRecord);
  const agree = pairs.every(({ product }) => product.countsAgree);
  const events = over(({ product }) => product.eventsPerMillion);
  return [
    [
      'first load, records/s',
      {
        floor: whole(over(({ floor }) => floor.recordsPerSecond)),
        passerelle: whole(over(({ product }) => product.recordsPerSecond)),
        ratio: ratio.toFixed(2),
        ...(wanted !== undefined && { target: `>= ${wanted} of the floor`, met: ratio >= wanted }),
      },
    ],
    [
      'processor, ms per record',
      {
        floor: over(({ floor }) => floor.cpuPerThousand).toFixed(3),
        passerelle: over(({ product }) => product.cpuPerThousand).toFixed(3),
      },
    ],
    ['engine calls per record', { passerelle: calls.toFixed(3), target: 'lane and sandbox agree', met: agree }],
    [
      'worker memory, peak',
      { passerelle: mb(peakMb), target: `< ${mb(targets.memoryMb)}`, met: peakMb < targets.memoryMb },
    ],
    [
      'worker memory, first and last third',
      { passerelle: `${whole(firstMb)} and ${mb(lastMb)}`, target: 'flat', met: lastMb <= firstMb * flatTimes },
    ],
    [
      'history events per million records',
      {
        passerelle: whole(events),
        target: `< ${whole(targets.eventsPerMillion)}`,
        met: events < targets.eventsPerMillion,
      },
    ],
  ];
}

const whole = (value: number) => Math.round(value).toLocaleString('en-US');
const ms = (value: number) => `${whole(value)} ms`;
const mb = (value: number) => `${whole(value)} MB`;

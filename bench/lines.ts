import type { Saving } from './changeLog.js';
import type { Changes } from './contactChanges.js';
import type { Waits } from './families.js';
import { largestOf, loadRows } from './loadLines.js';
import { flatTimes, targets } from './limits.js';
import type { Figures, Pair } from './measure.js';
import { largest } from './statistics.js';
import type { Stops } from './stops.js';
import type { Verification } from './verify.js';

/** What a line tells; empty or null where there is nothing to tell. */
export interface Row {
  readonly what: string;
  readonly floor?: string;
  readonly passerelle: string;
  readonly ratio?: string;
  readonly target?: string;
  readonly met?: boolean;
}

/** One line of the table. */
export interface Line extends Row {
  readonly latencyMs: number;
}

export function linesOf({ latencyMs, load, changes, stops, linked, waiting, calls, verification }: Figures): Line[] {
  const rows = [
    ...loadRows('first load', latencyMs, load),
    ...(changes ? changeRows('change to profile', changes, targets.changeP99Ms) : []),
    ...(stops ? stopRows(stops) : []),
    ...loadRows('four linked tables', latencyMs, linked),
    ...besideRows(linked),
    ...(waiting ? waitRows(waiting) : []),
    ...calls.flatMap(callRows),
    ...(verification ? verifyRows(verification) : []),
  ];
  return rows.map((row) => ({ latencyMs, ...row }));
}

function changeRows(what: string, { changes, p50Ms, p99Ms }: Changes, limitMs: number): Row[] {
  return [
    { what: `${what}, p50 of ${changes}`, passerelle: ms(p50Ms) },
    { what: `${what}, p99`, passerelle: ms(p99Ms), target: `< ${ms(limitMs)}`, met: changes > 0 && p99Ms < limitMs },
  ];
}

/** The worst of the loads. */
function besideRows(linked: readonly Pair[]): Row[] {
  const all = linked.flatMap(({ beside }) => beside ?? []);
  const worst = largestOf(all, ({ changes }) => changes.p99Ms);
  if (!worst) return [];
  const pauseMs = largest(all.flatMap(({ pausesMs }) => pausesMs));
  return [
    { what: 'longest pause between a table and its children', passerelle: ms(pauseMs) },
    ...changeRows('contact changed while its children load', worst.changes, targets.changeInLoadP99Ms),
  ];
}

function stopRows({ count, p50Ms, longestMs }: Stops): Row[] {
  const met = count > 0 && longestMs < targets.stopMs;
  return [
    { what: `stop under load, median of ${count}`, passerelle: ms(p50Ms) },
    { what: 'stop under load, longest', passerelle: ms(longestMs), target: `< ${ms(targets.stopMs)}`, met },
  ];
}

function waitRows({ together, late, early }: Waits): Row[] {
  const limitMs = targets.childP99Ms;
  const kinds = [['made with its parent', together] as const, ['whose family was kept out for 5 s', late] as const];
  return [
    ...kinds.flatMap(([kind, { children, p50Ms, p99Ms }]) => [
      { what: `child ${kind}, behind its parent, p50 of ${children}`, passerelle: ms(p50Ms) },
      {
        what: `child ${kind}, behind its parent, p99`,
        passerelle: ms(p99Ms),
        target: `< ${ms(limitMs)}`,
        met: p99Ms < limitMs,
      },
    ]),
    { what: 'children written before their parent', passerelle: String(early), target: '0', met: early === 0 },
  ];
}

function callRows({ table, changes, calls, adobe, flat, complete }: Saving): Row[] {
  const [ofAdobe, ofFlat] = [calls / adobe, calls / flat];
  const row = {
    what: `engine calls for ${changes} changes of ${table}`,
    passerelle: `${calls} (Adobe's rule ${adobe}, every update 2: ${flat})`,
    ratio: `${ofAdobe.toFixed(2)} and ${ofFlat.toFixed(2)}`,
  };
  const met = complete && ofAdobe <= targets.callsShare;
  return [{ ...row, target: `<= ${targets.callsShare} of Adobe's rule`, met }];
}

function verifyRows({ records, seconds, engineCalls, isRight, memory }: Verification): Row[] {
  const { peakMb, firstThirdMb, lastThirdMb } = memory;
  return [
    { what: `verification of ${whole(records)} records, seconds`, passerelle: seconds.toFixed(1) },
    { what: 'verification, records/s', passerelle: whole(records / seconds) },
    {
      what: 'verification, engine calls',
      passerelle: whole(engineCalls),
      target: 'all equal, sandbox agrees',
      met: isRight,
    },
    { what: 'verification, worker memory, peak', passerelle: `${whole(peakMb)} MB` },
    {
      what: 'verification, worker memory, first and last third',
      passerelle: `${whole(firstThirdMb)} and ${whole(lastThirdMb)} MB`,
      target: 'flat',
      met: lastThirdMb <= firstThirdMb * flatTimes,
    },
  ];
}

const whole = (value: number) => Math.round(value).toLocaleString('en-US');
const ms = (value: number) => `${Math.round(value).toLocaleString('en-US')} ms`;

import { measureCalls, type Saving } from './changeLog.js';
import { measureChanges } from './changes.js';
import type { Changes } from './contactChanges.js';
import { measureWaiting, type Waits } from './families.js';
import { type BesideLoad, besideLinkedLoad, linkedTables } from './linkedLoad.js';
import { contactsAlone, floorLoad, type LoadOptions, productLoad, type ProductLoad } from './load.js';
import type { Load } from './loadFigures.js';
import type { BenchOptions, Scenario } from './options.js';
import { tell } from './progress.js';
import type { Servers } from './servers.js';
import { measureStops, type Stops } from './stops.js';
import { measureVerify, type Verification } from './verify.js';

export interface Pair {
  readonly floor: Load;
  readonly product: ProductLoad;
  readonly beside?: BesideLoad;
}

/** All that was measured at one latency; null or empty: not asked for. */
export interface Figures {
  readonly latencyMs: number;
  readonly load: readonly Pair[];
  readonly changes: Changes | null;
  readonly stops: Stops | null;
  readonly linked: readonly Pair[];
  readonly waiting: Waits | null;
  readonly calls: readonly Saving[];
  readonly verification: Verification | null;
}

export async function measure(
  { latency, scenarios, profile, ...size }: BenchOptions,
  servers: Servers,
  folder: string,
): Promise<Figures[]> {
  const figures: Figures[] = [];
  for (const latencyMs of latency) {
    const options = { servers, folder, latencyMs, profile, ...size };
    const wanted = async <T, None>(scenario: Scenario, none: None, run: () => Promise<T>): Promise<T | None> => {
      if (!scenarios.includes(scenario)) return none;
      tell(`${latencyMs} ms: ${scenario}`);
      return run();
    };
    figures.push({
      latencyMs,
      load: await wanted('load', [], () => inTurn(options, contactLoad)),
      changes: await wanted('changes', null, () => measureChanges(options)),
      stops: await wanted('stop', null, () => measureStops(options)),
      linked: await wanted('linked', [], () => inTurn(options, linkedLoad)),
      waiting: await wanted('waiting', null, () => measureWaiting(options)),
      calls: await wanted('calls', [], () => measureCalls(options)),
      verification: await wanted('verify', null, () => measureVerify(options)),
    });
  }
  return figures;
}

async function inTurn(options: LoadOptions, one: (options: LoadOptions) => Promise<Pair>): Promise<Pair[]> {
  const pairs: Pair[] = [];
  while (pairs.length < options.pairs) pairs.push(await one(options));
  return pairs;
}

async function contactLoad(options: LoadOptions): Promise<Pair> {
  const kind = contactsAlone(options);
  const floor = await floorLoad(kind, options);
  const { load } = await productLoad(kind, options, () => Promise.resolve());
  return { floor, product: load };
}

async function linkedLoad(options: LoadOptions): Promise<Pair> {
  const kind = linkedTables(options);
  const floor = await floorLoad(kind, options);
  const { load, beside } = await productLoad(kind, options, besideLinkedLoad);
  return { floor, product: load, beside };
}

import { type Changes, measureChanges } from './changes.js';
import { floorLoad, type Load, productLoad, type ProductLoad } from './load.js';
import type { BenchOptions, Part } from './options.js';
import { tell } from './progress.js';
import type { Servers } from './servers.js';
import { measureStops, type Stops } from './stops.js';

export interface Pair {
  readonly floor: Load;
  readonly product: ProductLoad;
}

/** All that was measured at one latency. */
export interface Figures {
  readonly latencyMs: number;
  readonly pairs: readonly Pair[];
  readonly changes: Changes | null;
  readonly stops: Stops | null;
}

export async function measure(
  { contacts, latency, pairs, only, profile }: BenchOptions,
  servers: Servers,
  folder: string,
): Promise<Figures[]> {
  const wanted = (part: Part) => only === undefined || only === part;
  const figures: Figures[] = [];
  for (const latencyMs of latency) {
    const options = { servers, folder, contacts, latencyMs, profile };
    const done: Pair[] = [];
    for (let pair = 1; wanted('load') && pair <= pairs; pair += 1) {
      tell(`${latencyMs} ms: load ${pair} of ${pairs}, the floor`);
      const floor = await floorLoad(options);
      tell(`${latencyMs} ms: load ${pair} of ${pairs}, Passerelle`);
      done.push({ floor, product: await productLoad(options) });
    }
    if (wanted('changes')) tell(`${latencyMs} ms: changes`);
    const changes = wanted('changes') ? await measureChanges(options) : null;
    if (wanted('stop')) tell(`${latencyMs} ms: stops in the middle of a load`);
    const stops = wanted('stop') ? await measureStops(options) : null;
    figures.push({ latencyMs, pairs: done, changes, stops });
  }
  return figures;
}

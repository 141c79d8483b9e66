import type { SourceRow } from '../core/lane.js';
import type { Gate, Source } from '../core/ports.js';
import { keysPerRead } from './limits.js';
import type { LaneRules } from './rules.js';

/** The rows that exist now among `keys`, in groups that fit into a request. */
export async function readByKeys(
  keys: readonly string[],
  { plan, properties, displayValues }: LaneRules,
  source: Source,
  gate: Gate,
): Promise<Map<string, SourceRow>> {
  const rows = new Map<string, SourceRow>();
  for (let from = 0; from < keys.length; from += keysPerRead) {
    gate.check();
    const group = keys.slice(from, from + keysPerRead);
    for (const [key, row] of await source.byKeys(plan.table, group, properties, displayValues, gate.signal))
      rows.set(key, row);
  }
  return rows;
}

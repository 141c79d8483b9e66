import { explainFilter } from '../core/filter/explain.js';
import type { LanePlan } from '../core/lanePlan.js';
import { neededProperties } from '../core/mapping/compile.js';
import type { Source } from '../core/ports.js';
import type { SourceStanding } from '../core/rules/whereabouts.js';

/**
 * Asks Dynamics how it has a record now, for the columns of the filter alone.
 * @throws PassesByItself, CannotGoOn
 */
export async function sourceStanding(
  key: string,
  { mapping, table }: LanePlan,
  source: Pick<Source, 'byKeys'>,
  signal: AbortSignal,
): Promise<SourceStanding> {
  const properties = neededProperties({ ...mapping, fields: [] }, table);
  const row = (await source.byKeys(table, [key], properties, false, signal)).get(key);
  if (!row) return { kind: 'absent' };
  const conditions = explainFilter(mapping.filter, table)(row);
  return conditions.length > 0 ? { kind: 'filteredOut', conditions } : { kind: 'passes' };
}

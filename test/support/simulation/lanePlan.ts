import type { TableMapping } from '../../../src/core/config/ingress.js';
import { lanePlan } from '../../../src/core/lanePlan.js';
import { type LaneRules, laneRules } from '../../../src/engine/rules.js';
import { column, field, mappingOf, resourceOf, tableOf } from '../../unit/mappingFixtures.js';

/** Contacts to profiles with a version that rises with each mapped change; `note` is not mapped. */
export function simulatedRules(more: Partial<TableMapping> = {}): LaneRules {
  const table = tableOf(column('lastname', 'string'), column('version', 'integer'), column('statecode', 'integer'));
  const resource = resourceOf(field('lastName', 'string', { length: 40 }), field('version', 'long'));
  const pairs = [
    ['lastname', 'lastName'],
    ['version', 'version'],
  ] as const;
  return laneRules(lanePlan.parse({ version: 1, mapping: mappingOf(pairs, more), table, resource }));
}

/** Rows of active records are sent. */
export const activeOnly: TableMapping['filter'] = {
  join: 'and',
  conditions: [{ column: 'statecode', comparison: 'equals', value: 0 }],
};

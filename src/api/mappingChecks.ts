import type { IngressConfig, TableMapping } from '../core/config/ingress.js';
import { mappingMistakes } from '../core/mapping/mistakes.js';
import type { CampaignResource, DynamicsTable } from '../core/metadata.js';
import { CannotGoOn, PassesByItself } from '../core/problems/failures.js';
import type { Mistake } from '../core/problems/mistake.js';
import { family } from '../core/rules/links.js';
import { type Deadline, within } from './deadline.js';
import { ApiProblem } from './problems/apiProblem.js';
import type { KeyField } from './systemReaders.js';

interface Asked {
  table(instance: string, name: string): Promise<DynamicsTable>;
  resource(instance: string, name: string): Promise<CampaignResource>;
  /** Looks records up by the key. @throws CannotGoOn when that does not work */
  probe(instance: string, resource: string, key: KeyField): Promise<void>;
}

/** Holds mappings of a document against both systems. What these cannot tell by the deadline is left to the start. */
export const mappingChecks =
  (systems: Asked) =>
  async (
    instance: string,
    { mappings }: IngressConfig,
    places: readonly number[],
    deadline: Deadline,
  ): Promise<Mistake[]> => {
    const inTime = (work: Promise<Mistake[]>) => within(deadline, 'dynamics-unavailable', work).catch(ignoreOutage);
    const found = places.map(async (place) => {
      const mapping = mappings[place];
      if (!mapping) return [];
      const { parents } = family(mapping, mappings);
      const mistakes = await inTime(metadataMistakes(systems, instance, mapping, parents));
      const ofKey = mistakes.some(({ pointer }) => /^\/(idField|campaignResource)/.test(pointer))
        ? []
        : await inTime(keyMistakes(systems, instance, mapping));
      return [...mistakes, ...ofKey].map((mistake) => ({
        ...mistake,
        pointer: `/mappings/${place}${mistake.pointer}`,
      }));
    });
    return (await Promise.all(found)).flat();
  };

async function metadataMistakes(
  systems: Asked,
  instance: string,
  mapping: TableMapping,
  parents: Parameters<typeof mappingMistakes>[3],
): Promise<Mistake[]> {
  const [table, resource] = await Promise.allSettled([
    systems.table(instance, mapping.dynamicsTable),
    systems.resource(instance, mapping.campaignResource),
  ]);
  const unknown = [...unknownIn(table, '/dynamicsTable'), ...unknownIn(resource, '/campaignResource')];
  if (table.status === 'rejected' || resource.status === 'rejected') return unknown;
  const untracked: Mistake[] = table.value.changeTracking
    ? []
    : [{ pointer: '/dynamicsTable', code: 'dynamics-tracking-off', params: { table: table.value.name } }];
  return [...untracked, ...mappingMistakes(mapping, table.value, resource.value, parents)];
}

function unknownIn(read: PromiseSettledResult<unknown>, pointer: string): Mistake[] {
  if (read.status === 'fulfilled' || !(read.reason instanceof CannotGoOn)) return [];
  const { code, params } = read.reason;
  return code === 'dynamics-table-unknown' || code === 'campaign-resource-unknown' ? [{ pointer, code, params }] : [];
}

async function keyMistakes(
  systems: Asked,
  instance: string,
  { campaignResource, idField: { field, lookup } }: TableMapping,
): Promise<Mistake[]> {
  try {
    await systems.probe(instance, campaignResource, { field, lookup });
    return [];
  } catch (failure) {
    if (!(failure instanceof CannotGoOn)) throw failure;
    const { code, params } = failure;
    if (code === 'campaign-filter-wrong') return [{ pointer: '/idField/lookup', code, params }];
    if (code === 'campaign-key-wrong' || code === 'campaign-key-repeated')
      return [{ pointer: '/idField/field', code, params }];
    return [];
  }
}

/** A system that is away or not set up hinders no one from saving. */
function ignoreOutage(error: unknown): Mistake[] {
  if (error instanceof PassesByItself || error instanceof ApiProblem) return [];
  throw error;
}

import type { IngressConfig, TableMapping } from '../core/config/ingress.js';
import { mappingMistakes } from '../core/mapping/mistakes.js';
import type { CampaignResource, DynamicsTable } from '../core/metadata.js';
import type { ProblemCode } from '../core/problems/describe.js';
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

/** What both systems say of some mappings of a document. */
export interface Checked {
  readonly mistakes: readonly Mistake[];
  /** Mappings, by their place, of which a system did not tell all by the deadline: the start checks them. */
  readonly unchecked: readonly number[];
}

/** What was found of one mapping; `whole`: nothing is left to find. */
interface Finding {
  readonly mistakes: readonly Mistake[];
  readonly whole: boolean;
}

/** Holds mappings of a document against both systems. */
export const mappingChecks =
  (systems: Asked) =>
  async (
    instance: string,
    { mappings }: IngressConfig,
    places: readonly number[],
    deadline: Deadline,
  ): Promise<Checked> => {
    const inTime = (work: Promise<Finding>) => within(deadline, 'dynamics-unavailable', work).catch(ignoreOutage);
    const found = places.map(async (place): Promise<Finding> => {
      const mapping = mappings[place];
      if (!mapping) return { mistakes: [], whole: true };
      const { parents } = family(mapping, mappings);
      const ofMetadata = await inTime(metadataMistakes(systems, instance, mapping, parents));
      const ofKey = ofMetadata.mistakes.some(({ pointer }) => /^\/(idField|campaignResource)/.test(pointer))
        ? { mistakes: [], whole: true }
        : await inTime(keyMistakes(systems, instance, mapping));
      const mistakes = [...ofMetadata.mistakes, ...ofKey.mistakes].map((mistake) => ({
        ...mistake,
        pointer: `/mappings/${place}${mistake.pointer}`,
      }));
      return { mistakes, whole: ofMetadata.whole && ofKey.whole };
    });
    const findings = await Promise.all(found);
    return {
      mistakes: findings.flatMap(({ mistakes }) => mistakes),
      unchecked: places.filter((_, index) => !findings[index]?.whole),
    };
  };

async function metadataMistakes(
  systems: Asked,
  instance: string,
  mapping: TableMapping,
  parents: Parameters<typeof mappingMistakes>[3],
): Promise<Finding> {
  const [table, resource] = await Promise.allSettled([
    systems.table(instance, mapping.dynamicsTable),
    systems.resource(instance, mapping.campaignResource),
  ]);
  const unknown = [...unknownIn(table, '/dynamicsTable'), ...unknownIn(resource, '/campaignResource')];
  if (table.status === 'rejected' || resource.status === 'rejected') return { mistakes: unknown, whole: false };
  const untracked: Mistake[] = table.value.changeTracking
    ? []
    : [{ pointer: '/dynamicsTable', code: 'dynamics-tracking-off', params: { table: table.value.name } }];
  const mistakes = [...untracked, ...mappingMistakes(mapping, table.value, resource.value, parents)];
  return { mistakes, whole: true };
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
): Promise<Finding> {
  try {
    await systems.probe(instance, campaignResource, { field, lookup });
    return { mistakes: [], whole: true };
  } catch (failure) {
    if (!(failure instanceof CannotGoOn)) throw failure;
    const { code, params } = failure;
    const pointer = keyPlaces.get(code);
    return pointer === undefined ? unasked : { mistakes: [{ pointer, code, params }], whole: true };
  }
}

/** What a probe of the key says is wrong, and where. */
const keyPlaces: ReadonlyMap<ProblemCode, string> = new Map([
  ['campaign-filter-wrong', '/idField/lookup'],
  ['campaign-key-wrong', '/idField/field'],
  ['campaign-key-repeated', '/idField/field'],
]);

const unasked: Finding = { mistakes: [], whole: false };

/** A system that is away or not set up hinders no one from saving. */
function ignoreOutage(error: unknown): Finding {
  if (error instanceof PassesByItself || error instanceof ApiProblem) return unasked;
  throw error;
}

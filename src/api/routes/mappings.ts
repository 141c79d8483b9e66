import type { IngressConfig } from '../../core/config/ingress.js';
import { firstLoadRecords } from '../../core/rules/firstLoads.js';
import { limitsUsed } from '../../core/rules/guardrails.js';
import { family } from '../../core/rules/links.js';
import type { LimitsView, MappingList } from '../../core/mappingViews.js';
import { appliedConfiguration, type Configuration, newestConfiguration } from '../../store/configurations.js';
import { readSettings } from '../../store/settings.js';
import { laneTotals } from '../../store/totals.js';
import { addedMapping, type MappingEdit, replacedMapping } from '../mappingEdit.js';
import type { Parts } from '../parts.js';
import { ApiProblem } from '../problems/apiProblem.js';
import { saveEdit, staleVersion } from '../saveEdit.js';
import { fromStore } from '../storeAccess.js';
import { addressedInstance } from './addressed.js';
import { entityTag, neededIfMatch } from './entityTag.js';
import { mappingViews } from './mappingViews.js';
import { type Call, type Handlers, ok, type Reply } from './route.js';

const workflow = 'ingress';
type Ids = 'listMappings' | 'createMapping' | 'readMapping' | 'replaceMapping' | 'deleteMapping' | 'readLimits';
type Saved = Configuration<typeof workflow>;

/** The table mappings of ingress one by one. None of it needs Temporal. */
export function mappingRoutes(parts: Parts): Pick<Handlers, Ids> {
  const { db, systems } = parts;
  const views = mappingViews(db);
  return {
    listMappings: async (call) => {
      const instance = await addressedInstance(db, call);
      const saved = await newest(parts, instance, call);
      return ok({ mappings: await views(instance, saved.document, call) } satisfies MappingList, tagOf(saved));
    },

    createMapping: async (call) => {
      const { instance, saved, isBase } = await addressedBase(parts, call);
      const applied = await fromStore(call.deadline, appliedConfiguration(db, instance, workflow));
      const running = (applied?.document.mappings ?? []).map(({ id }) => id);
      const edit = addedMapping(saved.document, call.body, running);
      const reply = await save(instance, edit, isBase, call);
      const Location = `/api/v1/instances/${instance}/workflows/ingress/mappings/${edit.id}`;
      return { ...reply, status: 201, headers: { ...reply.headers, Location } };
    },

    readMapping: async (call) => {
      const instance = await addressedInstance(db, call);
      const saved = await newest(parts, instance, call);
      return shown(instance, saved, addressedId(saved.document, call), call);
    },

    replaceMapping: async (call) => {
      const { instance, saved, isBase } = await addressedBase(parts, call);
      const edit = replacedMapping(saved.document, call.body, addressedId(saved.document, call));
      return save(instance, edit, isBase, call);
    },

    deleteMapping: async (call) => {
      const { instance, saved, isBase } = await addressedBase(parts, call);
      const { mappings } = saved.document;
      const mapping = addressedId(saved.document, call);
      refuseOrphans(saved.document, mapping);
      const document = { ...saved.document, mappings: mappings.filter(({ id }) => id !== mapping) };
      const edit = { instance, workflow, isBase, document } as const;
      const { configuration } = await saveEdit(parts, edit, call.deadline, { places: [] });
      return { status: 204, body: undefined, headers: tagOf(configuration) };
    },

    readLimits: async (call) => {
      const instance = await addressedInstance(db, call);
      const [{ document }, { document: settings }, lanes] = await fromStore(
        call.deadline,
        Promise.all([
          newestConfiguration(db, instance, workflow),
          readSettings(db, instance),
          laneTotals(db, instance, workflow),
        ]),
      );
      const { guardrails } = settings;
      const tables = document.mappings.map(({ dynamicsTable }) => dynamicsTable);
      const sizes = await systems.sizes(instance, tables);
      return ok({
        ...limitsUsed(document, guardrails),
        firstLoadRecords: {
          used: firstLoadRecords(document, sizes),
          allowed: guardrails.firstLoadRecords,
          uncounted: tables.filter((table) => !sizes.has(table)),
        },
        replayRecords: {
          allowed: guardrails.replayRecords,
          backlog: lanes.reduce((sum, { backlog }) => sum + backlog, 0),
          tables: document.mappings.map(({ id, dynamicsTable }) => ({
            mapping: id,
            records: sizes.get(dynamicsTable) ?? null,
          })),
        },
      } satisfies LimitsView);
    },
  };

  async function save(
    instance: string,
    { id, document, ...judging }: MappingEdit,
    isBase: (version: number) => boolean,
    call: Call,
  ): Promise<Reply> {
    const edit = { instance, workflow, isBase, document } as const;
    const { configuration, unchecked } = await saveEdit(parts, edit, call.deadline, judging);
    return shown(instance, configuration, id, call, unchecked);
  }

  async function shown(
    instance: string,
    saved: Saved,
    id: string,
    call: Call,
    unchecked?: readonly string[],
  ): Promise<Reply> {
    const [view] = await views(instance, saved.document, call, { only: id, unchecked });
    return ok(view, tagOf(saved));
  }
}

const tagOf = ({ version }: Saved) => ({ ETag: entityTag(version) });

const newest = ({ db }: Parts, instance: string, { deadline }: Call): Promise<Saved> =>
  fromStore(deadline, newestConfiguration(db, instance, workflow));

/** The version that a write goes out from: the newest, when that is the one that was edited. @throws ApiProblem 412, 428 */
async function addressedBase(parts: Parts, call: Call) {
  const instance = await addressedInstance(parts.db, call);
  const accepts = neededIfMatch(call);
  const saved = await newest(parts, instance, call);
  if (!accepts(saved.version)) throw staleVersion(saved.version);
  return { instance, saved, isBase: (version: number) => version === saved.version };
}

/** The saved mapping that the path names. @throws ApiProblem 404 */
function addressedId({ mappings }: IngressConfig, { parameters }: Call): string {
  const { mapping = '' } = parameters;
  if (mappings.some(({ id }) => id === mapping)) return mapping;
  throw new ApiProblem(404, 'mapping-unknown', { params: { mapping: mapping.slice(0, 63) } });
}

/** @throws ApiProblem 409 while records of other mappings point to those of this one */
function refuseOrphans({ mappings }: IngressConfig, id: string): void {
  const mapping = mappings.find((each) => each.id === id);
  const children = mapping ? family(mapping, mappings).children.filter((child) => child !== id) : [];
  if (children.length > 0)
    throw new ApiProblem(409, 'mapping-has-children', { params: { mapping: id, children: children.join(', ') } });
}

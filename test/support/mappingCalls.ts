import { contactToProfile } from '../../src/core/mapping/contactToProfile.js';
import type { MappingList, MappingView } from '../../src/core/mappingViews.js';
import type { ProblemDetails } from '../../src/core/views.js';
import { type ApiAnswer, type ApiWorld } from './apiWorld.js';

export const ingressPath = '/api/v1/instances/dev/workflows/ingress';
export const mappingsPath = `${ingressPath}/mappings`;
export const settingsPath = '/api/v1/instances/dev/settings';

/** A custom entity, as an editor sends it. */
export const loyalty = {
  dynamicsTable: 'new_loyalty',
  campaignResource: 'cusLoyalty',
  idField: {
    column: 'new_loyaltyid',
    field: 'crmId',
    lookup: { by: 'filter', filter: 'byCrmId', parameter: 'crmId_parameter' },
  },
  fields: [{ column: 'new_name', field: 'name' }],
};

/** The same, linked to contacts. */
export const linked = {
  ...loyalty,
  fields: [...loyalty.fields, { column: 'new_contactid', field: 'profileId', parent: contactToProfile.id }],
};

/** Calls about table mappings. `etag` is what is sent as If-Match. */
export function mappingCalls(world: ApiWorld) {
  const write = (method: string, path: string, etag: string, body?: unknown) =>
    world.ask(path, { method, headers: { 'if-match': etag }, ...(body !== undefined && { body }) });
  const read = async (id: string) => (await world.ask(`${mappingsPath}/${id}`)).body as MappingView;
  return {
    write,
    add: (etag: string, body: unknown) => write('POST', mappingsPath, etag, body),
    put: (id: string, etag: string, body: unknown) => write('PUT', `${mappingsPath}/${id}`, etag, body),
    list: async () => ((await world.ask(mappingsPath)).body as MappingList).mappings,
    read,
    saved: async (id: string) => (await read(id)).mapping,
    /** An instance as it begins: nothing saved, nothing applied, both systems there. */
    async reset() {
      const { db } = world.database;
      for (const table of ['settings', 'replays', 'lanes', 'configurations', 'audit'] as const)
        await db.deleteFrom(table).execute();
      await db.updateTable('workflows').set({ applied_version: null, applied_at: null }).execute();
      Object.assign(world.systems, { away: false, slow: null, untracked: false, keyProblem: null, records: {} });
      world.forgetMetadata();
    },
  };
}

export const viewIn = ({ body }: ApiAnswer) => body as MappingView;
export const problemIn = ({ body }: ApiAnswer) => body as ProblemDetails;
/** Pointer and code of each mistake of a refused document. */
export const mistakesIn = (answer: ApiAnswer) => problemIn(answer).errors?.map(({ pointer, code }) => [pointer, code]);

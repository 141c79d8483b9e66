import type { TableMapping } from '../../core/config/ingress.js';
import {
  keyFields,
  type ResourceList,
  type ResourceView,
  tableEntryIn,
  tableIn,
  type TableList,
  type TableView,
} from '../../core/metadataViews.js';
import { newestConfiguration } from '../../store/configurations.js';
import type { Parts } from '../parts.js';
import { fromStore } from '../storeAccess.js';
import { addressedInstance } from './addressed.js';
import { type Call, type Handlers, ok } from './route.js';

type Ids = 'listTables' | 'readTable' | 'listResources' | 'readResource';
type Asked = Call<{ unmapped: boolean; refresh: boolean }>;

/** What the systems say about their tables and resources, for the edit page. */
export function metadataRoutes({ db, systems }: Parts): Pick<Handlers, Ids> {
  /** The mappings to leave out; none unless that was asked for. */
  const mapped = async (instance: string, { query, deadline }: Asked): Promise<readonly TableMapping[]> =>
    query.unmapped ? (await fromStore(deadline, newestConfiguration(db, instance, 'ingress'))).document.mappings : [];

  return {
    listTables: async (call) => {
      const instance = await addressedInstance(db, call);
      const taken = new Set((await mapped(instance, call)).map(({ dynamicsTable }) => dynamicsTable));
      const tables = (await systems.tables(instance, call.query))
        .filter(({ name }) => !taken.has(name))
        .map((table) => tableEntryIn(call.locale, table));
      return ok({ tables: byLabel(tables, call) } satisfies TableList, languageOf(call));
    },

    readTable: async (call) => {
      const instance = await addressedInstance(db, call);
      const name = call.parameters['table'] ?? '';
      const [table, records] = await Promise.all([
        systems.table(instance, name, call.query),
        systems.size(instance, name),
      ]);
      const mapping = (await mapped(instance, call)).find(({ dynamicsTable }) => dynamicsTable === name);
      const taken = new Set(mapping && [mapping.idField, ...mapping.fields].map(({ column }) => column));
      const shown = tableIn(call.locale, table);
      return ok({ ...shown, columns: without(shown.columns, taken), records } satisfies TableView, languageOf(call));
    },

    listResources: async (call) => {
      const instance = await addressedInstance(db, call);
      const taken = new Set((await mapped(instance, call)).map(({ campaignResource }) => campaignResource));
      const resources = (await systems.resources(instance, call.query)).filter(({ name }) => !taken.has(name));
      return ok({ resources: byLabel(resources, call) } satisfies ResourceList);
    },

    readResource: async (call) => {
      const instance = await addressedInstance(db, call);
      const name = call.parameters['resource'] ?? '';
      const [resource, filters] = await Promise.all([
        systems.resource(instance, name, call.query),
        systems.filters(instance, name, call.query),
      ]);
      const mapping = (await mapped(instance, call)).find(({ campaignResource }) => campaignResource === name);
      const taken = new Set(mapping && [mapping.idField, ...mapping.fields].map(({ field }) => field));
      const shown = { ...resource, fields: without(resource.fields, taken) };
      return ok({ ...shown, keys: keyFields(shown), filters: [...filters] } satisfies ResourceView);
    },
  };
}

const languageOf = ({ locale }: Call) => ({ 'Content-Language': locale, Vary: 'Accept-Language' });

const byLabel = <T extends { label: string; name: string }>(list: readonly T[], { locale }: Call): T[] =>
  [...list].sort((one, other) => one.label.localeCompare(other.label, locale) || (one.name < other.name ? -1 : 1));

const without = <T>(things: Readonly<Record<string, T>>, names: ReadonlySet<string>): Record<string, T> =>
  Object.fromEntries(Object.entries(things).filter(([name]) => !names.has(name)));

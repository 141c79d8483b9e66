import { isDeepStrictEqual } from 'node:util';
import type { IngressConfig, TableMapping } from '../core/config/ingress.js';
import type { Connections } from '../core/connections.js';
import { mappingMistakes } from '../core/mapping/mistakes.js';
import type { CampaignResource, DynamicsTable } from '../core/metadata.js';
import type { SystemName } from '../core/names.js';
import { CannotGoOn, PassesByItself } from '../core/problems/failures.js';
import type { Mistake } from '../core/problems/mistake.js';
import { readConnections } from '../store/connections.js';
import type { Db } from '../store/database.js';
import type { Sealer } from '../store/encryption.js';
import { deadlineIn, within } from './deadline.js';
import { metadataForSaveWithinMs, metadataKeptMs, metadataWithinMs, storeWithinMs } from './limits.js';
import { ApiProblem } from './problems/apiProblem.js';
import { createSharedReads, type SharedReads } from './sharedReads.js';
import { fromStore } from './storeAccess.js';

/** The two systems' metadata, as the API uses them. */
export interface Systems {
  /** @throws ApiProblem 404 or 409, PassesByItself, CannotGoOn */
  table(instance: string, name: string): Promise<DynamicsTable>;
  /** @throws ApiProblem 404 or 409, PassesByItself, CannotGoOn */
  resource(instance: string, name: string): Promise<CampaignResource>;
  /** What a document says that the systems do not have; nothing when they cannot be asked quickly: start checks again. */
  mistakes(instance: string, document: IngressConfig): Promise<Mistake[]>;
  close(): Promise<void>;
}

/** A connector as far as the API needs it. */
export interface MetadataReader<Entity> {
  read(name: string, signal: AbortSignal): Promise<Entity>;
  close(): Promise<void>;
}

/** How to reach the systems. */
export interface OpenSystems {
  readonly dynamics: (connection: Connections['dynamics']) => MetadataReader<DynamicsTable>;
  readonly campaign: (connection: Connections['campaign']) => MetadataReader<CampaignResource>;
}

export function createSystems(db: Db, sealer: Sealer, open: OpenSystems, now: () => number): Systems {
  const connectionOf = async <System extends SystemName>(instance: string, system: System) => {
    const connections = await fromStore(deadlineIn(storeWithinMs), readConnections(db, sealer, instance));
    const connection = connections[system];
    if (connection) return connection;
    throw new ApiProblem(409, 'connection-missing', { params: { system: titles[system] } });
  };
  const dynamics = createReaders(open.dynamics);
  const campaign = createReaders(open.campaign);

  const tables = createSharedReads(metadataKeptMs, now, async (key) => {
    const { instance, name } = partsOf(key);
    const reader = dynamics.of(instance, await connectionOf(instance, 'dynamics'));
    return inTime('dynamics-unavailable', (signal) => reader.read(name, signal));
  });
  const resources = createSharedReads(metadataKeptMs, now, async (key) => {
    const { instance, name } = partsOf(key);
    const reader = campaign.of(instance, await connectionOf(instance, 'campaign'));
    return inTime('campaign-unavailable', (signal) => reader.read(name, signal));
  });
  return {
    table: (instance, name) => existing(tables.get(`${instance}/${name}`)),
    resource: (instance, name) => existing(resources.get(`${instance}/${name}`)),
    async mistakes(instance, { mappings }) {
      const deadline = deadlineIn(metadataForSaveWithinMs);
      const found = mappings.map(async (mapping, index) => {
        const mistakes = await within(
          deadline,
          'dynamics-unavailable',
          mistakesOf(mapping, `${instance}/`, tables, resources),
        ).catch(ignoreOutage);
        return mistakes.map((mistake) => ({ ...mistake, pointer: `/mappings/${index}${mistake.pointer}` }));
      });
      return (await Promise.all(found)).flat();
    },
    close: async () => {
      await Promise.all([dynamics.close(), campaign.close()]);
    },
  };
}

const titles: Record<SystemName, string> = { dynamics: 'Dynamics 365', campaign: 'Adobe Campaign' };

function partsOf(key: string): { instance: string; name: string } {
  const slash = key.indexOf('/');
  return { instance: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** One reader per instance, opened again when its connection was changed. */
function createReaders<Connection, Entity>(open: (connection: Connection) => MetadataReader<Entity>) {
  const opened = new Map<string, { readonly connection: Connection; readonly reader: MetadataReader<Entity> }>();
  return {
    of(instance: string, connection: Connection): MetadataReader<Entity> {
      const known = opened.get(instance);
      if (known && isDeepStrictEqual(known.connection, connection)) return known.reader;
      const reader = open(connection);
      opened.set(instance, { connection, reader });
      known?.reader.close().catch(() => {});
      return reader;
    },
    close: () => Promise.all([...opened.values()].map(({ reader }) => reader.close())),
  };
}

function inTime<Entity>(
  code: 'dynamics-unavailable' | 'campaign-unavailable',
  read: (signal: AbortSignal) => Promise<Entity>,
): Promise<Entity> {
  return within(deadlineIn(metadataWithinMs), code, read(AbortSignal.timeout(metadataWithinMs)));
}

const unknownCodes: readonly string[] = ['dynamics-table-unknown', 'campaign-resource-unknown'];

/** A table or resource that the system does not have is not found here either. */
async function existing<Entity>(read: Promise<Entity>): Promise<Entity> {
  try {
    return await read;
  } catch (cause) {
    if (!(cause instanceof CannotGoOn) || !unknownCodes.includes(cause.code)) throw cause;
    throw new ApiProblem(404, cause.code, { params: cause.params, cause });
  }
}

async function mistakesOf(
  mapping: TableMapping,
  prefix: string,
  tables: SharedReads<DynamicsTable>,
  resources: SharedReads<CampaignResource>,
): Promise<Mistake[]> {
  const [table, resource] = await Promise.allSettled([
    tables.get(prefix + mapping.dynamicsTable),
    resources.get(prefix + mapping.campaignResource),
  ]);
  const unknown = [...unknownIn(table, '/dynamicsTable'), ...unknownIn(resource, '/campaignResource')];
  if (table.status === 'rejected' || resource.status === 'rejected') return unknown;
  return mappingMistakes(mapping, table.value, resource.value);
}

function unknownIn(read: PromiseSettledResult<unknown>, pointer: string): Mistake[] {
  if (read.status === 'fulfilled' || !(read.reason instanceof CannotGoOn)) return [];
  const { code, params } = read.reason;
  return unknownCodes.includes(code) ? [{ pointer, code, params }] : [];
}

function ignoreOutage(error: unknown): Mistake[] {
  if (error instanceof PassesByItself) return [];
  throw error;
}

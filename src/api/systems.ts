import type { IngressConfig } from '../core/config/ingress.js';
import type { CampaignFilter, CampaignResource, DynamicsTable } from '../core/metadata.js';
import type { SystemName } from '../core/names.js';
import { CannotGoOn, PassesByItself } from '../core/problems/failures.js';
import { readConnections } from '../store/connections.js';
import type { Db } from '../store/database.js';
import type { Sealer } from '../store/encryption.js';
import { deadlineIn, within } from './deadline.js';
import { metadataForSaveWithinMs, metadataKeptMs, metadataWithinMs, storeWithinMs } from './limits.js';
import { type Checked, mappingChecks } from './mappingChecks.js';
import { ApiProblem } from './problems/apiProblem.js';
import { createSharedReads } from './sharedReads.js';
import { fromStore } from './storeAccess.js';
import {
  createReaders,
  type KeyField,
  type OpenSystems,
  type ResourceEntry,
  type TableEntry,
} from './systemReaders.js';

interface Fresh {
  /** Read anew, whatever is known. */
  readonly refresh?: boolean;
}

/** The two systems' metadata, as the API uses them. All are kept for minutes. All but `sizes`, `size` and `check` throw. */
export interface Systems {
  /** @throws ApiProblem 409, PassesByItself, CannotGoOn */
  tables(instance: string, fresh?: Fresh): Promise<readonly TableEntry[]>;
  /** @throws ApiProblem 404 or 409, PassesByItself, CannotGoOn */
  table(instance: string, name: string, fresh?: Fresh): Promise<DynamicsTable>;
  /** @throws ApiProblem 409, PassesByItself, CannotGoOn */
  resources(instance: string, fresh?: Fresh): Promise<readonly ResourceEntry[]>;
  /** @throws ApiProblem 404 or 409, PassesByItself, CannotGoOn */
  resource(instance: string, name: string, fresh?: Fresh): Promise<CampaignResource>;
  /** The filters by which records of a resource are found. @throws ApiProblem 404 or 409, PassesByItself, CannotGoOn */
  filters(instance: string, resource: string, fresh?: Fresh): Promise<readonly CampaignFilter[]>;
  /** About how many records tables hold; those that cannot be counted quickly are absent. */
  sizes(instance: string, tables: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** The same of one table; null when it cannot be counted quickly. */
  size(instance: string, table: string): Promise<number | null>;
  /**
   * What a document says that the systems do not have, and ID fields that do not find their records, as far as the systems can be
   * asked quickly: the start checks again. @param places the mappings to look at, by their place in the document
   */
  check(instance: string, document: IngressConfig, places?: readonly number[]): Promise<Checked>;
  close(): Promise<void>;
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

  /** Reads of one kind, each known by the instance and what is asked. */
  const reads = <T, Asked>(
    system: SystemName,
    read: (instance: string, asked: Asked, signal: AbortSignal) => Promise<T>,
  ) => {
    const shared = createSharedReads(metadataKeptMs, now, (_key, instance: string, asked: Asked) =>
      within(
        deadlineIn(metadataWithinMs),
        `${system}-unavailable`,
        read(instance, asked, AbortSignal.timeout(metadataWithinMs)),
      ),
    );
    return (instance: string, asked: Asked, { refresh = false }: Fresh = {}) => {
      const key = JSON.stringify([instance, asked]);
      if (refresh) shared.forget(key);
      return shared.get(key, instance, asked);
    };
  };
  const ofDynamics = async (instance: string) => dynamics.of(instance, await connectionOf(instance, 'dynamics'));
  const ofCampaign = async (instance: string) => campaign.of(instance, await connectionOf(instance, 'campaign'));

  const tables = reads('dynamics', async (instance, _: null, signal) => (await ofDynamics(instance)).list(signal));
  const table = reads('dynamics', async (instance, name: string, signal) =>
    (await ofDynamics(instance)).read(name, signal),
  );
  const counts = reads('dynamics', async (instance, names: readonly string[], signal) =>
    (await ofDynamics(instance)).count(names, signal),
  );
  const resources = reads('campaign', async (instance, _: null, signal) => (await ofCampaign(instance)).list(signal));
  const resource = reads('campaign', async (instance, name: string, signal) =>
    (await ofCampaign(instance)).read(name, signal),
  );
  const filters = reads('campaign', async (instance, name: string, signal) =>
    (await ofCampaign(instance)).filters(name, signal),
  );
  const probe = reads('campaign', async (instance, { name, key }: { name: string; key: KeyField }, signal) =>
    (await ofCampaign(instance)).probe(await resource(instance, name), key, signal),
  );
  const check = mappingChecks({ table, resource, probe: (instance, name, key) => probe(instance, { name, key }) });

  const sizes: Systems['sizes'] = async (instance, names) => {
    const asked = [...new Set(names)].sort();
    if (asked.length === 0) return new Map();
    return within(deadlineIn(metadataForSaveWithinMs), 'dynamics-unavailable', counts(instance, asked)).catch(
      (error: unknown) => {
        if (isRefusal(error)) return new Map();
        throw error;
      },
    );
  };
  return {
    tables: (instance, fresh) => tables(instance, null, fresh),
    table: (...asked) => existing(table(...asked)),
    resources: (instance, fresh) => resources(instance, null, fresh),
    resource: (...asked) => existing(resource(...asked)),
    filters: (...asked) => existing(filters(...asked)),
    sizes,
    size: async (instance, name) => (await sizes(instance, [name])).get(name) ?? null,
    check: (instance, document, places = [...document.mappings.keys()]) =>
      check(instance, document, places, deadlineIn(metadataForSaveWithinMs)),
    close: async () => {
      await Promise.all([dynamics.close(), campaign.close()]);
    },
  };
}

const titles: Record<SystemName, string> = { dynamics: 'Dynamics 365', campaign: 'Adobe Campaign' };

/** A system that is away, refuses us or is not set up; anything else is a mistake of ours. */
const isRefusal = (error: unknown) =>
  error instanceof PassesByItself || error instanceof CannotGoOn || error instanceof ApiProblem;

/** A table or resource that the system does not have is not found here either. */
async function existing<Entity>(read: Promise<Entity>): Promise<Entity> {
  try {
    return await read;
  } catch (cause) {
    const unknown = cause instanceof CannotGoOn && /^(dynamics-table|campaign-resource)-unknown$/.test(cause.code);
    if (!unknown) throw cause;
    throw new ApiProblem(404, cause.code, { params: cause.params, cause });
  }
}

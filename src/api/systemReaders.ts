import { isDeepStrictEqual } from 'node:util';
import type { TableMapping } from '../core/config/ingress.js';
import type { Connections } from '../core/connections.js';
import type { CampaignFilter, CampaignResource, DynamicsTable } from '../core/metadata.js';

export type TableEntry = Omit<DynamicsTable, 'columns'>;
export type ResourceEntry = Omit<CampaignResource, 'fields'>;
export type KeyField = Pick<TableMapping['idField'], 'field' | 'lookup'>;

/** Dynamics as far as the API asks it for metadata. */
export interface DynamicsReader {
  list(signal: AbortSignal): Promise<readonly TableEntry[]>;
  read(name: string, signal: AbortSignal): Promise<DynamicsTable>;
  count(names: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, number>>;
  close(): Promise<void>;
}

/** Campaign likewise. */
export interface CampaignReader {
  list(signal: AbortSignal): Promise<readonly ResourceEntry[]>;
  read(name: string, signal: AbortSignal): Promise<CampaignResource>;
  filters(name: string, signal: AbortSignal): Promise<readonly CampaignFilter[]>;
  probe(resource: CampaignResource, key: KeyField, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** How to reach the systems. */
export interface OpenSystems {
  readonly dynamics: (connection: Connections['dynamics']) => DynamicsReader;
  readonly campaign: (connection: Connections['campaign']) => CampaignReader;
}

/** One reader per instance, opened again when its connection was changed. */
export function createReaders<Connection, Reader extends { close(): Promise<void> }>(
  open: (connection: Connection) => Reader,
) {
  const opened = new Map<string, { readonly connection: Connection; readonly reader: Reader }>();
  return {
    of(instance: string, connection: Connection): Reader {
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

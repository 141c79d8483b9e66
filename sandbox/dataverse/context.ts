import type { SandboxRequest, SandboxResponse } from '../shell/system.js';
import type { Environment } from './environment.js';
import { DataverseError, unknownSegment } from './errors.js';
import type { Preferences } from './prefer.js';
import type { Table } from './rows/table.js';
import type { DataverseSettings } from './settings.js';

/** One call on its way through the environment. */
export interface Call {
  readonly request: SandboxRequest;
  readonly environment: Environment;
  readonly settings: DataverseSettings;
  readonly preferences: Preferences;
  /** Absolute address of the API's root without a slash at its end: what links start with. */
  readonly api: string;
}

/** What a handler gives back; the common headers are added later. `rows` is what the answer cost to read. */
export interface Answer extends SandboxResponse {
  readonly rows?: number;
  /** Rows that were written in one go; one when left out. */
  readonly writes?: number;
}

/** The table behind an entity set name, if it is there and the caller may have it. */
export function tableFor({ environment, settings }: Call, set: string): Table {
  const table = environment.sets.get(set);
  if (!table) throw unknownSegment(set);
  const { name } = table.definition;
  if (settings.deniedTables.includes(name)) {
    const privilege = `prvRead${table.definition.schemaName}`;
    throw new DataverseError(403, '0x80040220', `Principal user is missing ${privilege} privilege on '${name}'.`);
  }
  return table;
}

export function rowAddress({ api }: Call, table: Table, id: string): string {
  return `${api}/${table.definition.set}(${id})`;
}

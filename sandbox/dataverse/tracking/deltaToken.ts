import { malformedQuery, versionStampExpired } from '../errors.js';
import type { Call } from '../context.js';
import { tableOf } from '../environment.js';
import type { Table } from '../rows/table.js';

const dayMs = 86_400_000;
const shape = /^(\d{1,15})!(\d\d)\/(\d\d)\/(\d{4}) (\d\d):(\d\d):(\d\d)$/u;

/** `<version>!<MM/dd/yyyy HH:mm:ss>` (reference dataverse-web-api §4.2). */
export function writeDeltaToken(version: number, at: number): string {
  const [date = '', time = ''] = new Date(at).toISOString().slice(0, 19).split('T');
  const [year, month, day] = date.split('-');
  return `${version}!${month}/${day}/${year} ${time}`;
}

/** The version behind a token that still holds. Throws 400 for what is no token, and the expiry of reference §4.5. */
export function readDeltaToken(token: string, table: Table, { environment, settings }: Call): number {
  const parts = shape.exec(token);
  const version = Number(parts?.[1]);
  if (!parts || version > environment.versions.current()) throw malformedQuery('The delta token is not valid.');
  const [month, day, year, hour, minute, second] = parts.slice(2).map(Number);
  const at = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
  const floor = environment.trackingFloor.get(table.definition.name) ?? 0;
  const ageDays = (environment.clock.now() - at) / dayMs;
  if (version < floor || ageDays > daysKept(environment.tables)) throw versionStampExpired(settings.expiredTokenStatus);
  return version;
}

function daysKept(tables: ReadonlyMap<string, Table>): number {
  return Number(tableOf(tables, 'organization').read(0, 'expirechangetrackingindays'));
}

import type { Answer, Call } from './context.js';
import { malformedQuery, unknownSegment } from './errors.js';
import type { Table } from './rows/table.js';
import { businessUnitId, organizationId, userIds } from './tables/known.js';

/** Who the token speaks for. */
export function whoAmI({ api }: Call): Answer {
  const body = {
    '@odata.context': `${api}/$metadata#Microsoft.Dynamics.CRM.WhoAmIResponse`,
    BusinessUnitId: businessUnitId,
    UserId: userIds.application,
    OrganizationId: organizationId,
  };
  return { status: 200, body: JSON.stringify(body), applied: 'read' };
}

/** The sets there are. */
export function serviceDocument({ api, environment }: Call): Answer {
  const value = [...environment.sets.keys()].map((set) => ({ name: set, kind: 'EntitySet', url: set }));
  return { status: 200, body: JSON.stringify({ '@odata.context': `${api}/$metadata`, value }), applied: 'read' };
}

/** `RetrieveTotalRecordCount(EntityNames=@p1)?@p1=["contact"]`, or with the names in the brackets. */
export function totalRecordCount(call: Call, segment: string): Answer {
  const { api, environment, request } = call;
  const given = /^RetrieveTotalRecordCount\(EntityNames=(.+)\)$/u.exec(segment)?.[1];
  if (given === undefined) throw unknownSegment(segment);
  const list = given.startsWith('@') ? request.query.get(given) : given;
  const names = [...(list ?? '').matchAll(/["']([\w]+)["']/gu)].map(([, name = '']) => name);
  if (names.length === 0) throw malformedQuery('EntityNames wants a list of names.');
  const counts = names.map((name) => {
    const table = environment.tables.get(name);
    if (!table) throw malformedQuery(`The entity with a name = '${name}' was not found.`);
    return countOf(call, table);
  });
  const collection = { Count: names.length, IsReadOnly: false, Keys: names, Values: counts };
  const context = `${api}/$metadata#Microsoft.Dynamics.CRM.RetrieveTotalRecordCountResponse`;
  const body = { '@odata.context': context, EntityRecordCountCollection: collection };
  return { status: 200, body: JSON.stringify(body), applied: 'read' };
}

const hourMs = 3_600_000;

/** What was counted last, while that is not too old; otherwise the table is counted now. */
function countOf({ environment, settings, request }: Call, { definition, rows }: Table): number {
  const now = request.clock.now();
  const last = environment.counted.get(definition.name);
  if (last && now - last.at < settings.countsLagHours * hourMs) return last.rows;
  const counted = { at: now, rows: rows.live() };
  environment.counted.set(definition.name, counted);
  return counted.rows;
}

import { type KeyAddress, readKeyAddress } from '../alternateKeys.js';
import { isCustomName } from '../column.js';
import type { Answer, Call } from '../context.js';
import { DataverseError, malformedBody, methodNotAllowed, unknownSegment } from '../errors.js';
import { readGuid } from '../guid.js';
import { maxBulkTargets } from '../limits.js';
import { queryOf } from '../read/query.js';
import type { Table } from '../rows/table.js';
import { inOneTransaction } from '../rows/transaction.js';
import { parseBody, payloadOf } from '../write/payload.js';
import { upsertByKey } from '../write/byKey.js';
import { insert, refuseClash, update } from '../write/rows.js';
import { metadataId } from '../metadata/labels.js';

export const bulkPrefix = 'Microsoft.Dynamics.CRM.';

type Target = Record<string, unknown>;

/** `POST contacts/Microsoft.Dynamics.CRM.CreateMultiple` and its kin: all targets or none (reference dataverse-web-api §8). */
export function runBulk(call: Call, table: Table, message: string): Answer {
  if (call.request.method !== 'POST') throw methodNotAllowed(call.request.method);
  const work = messages[message];
  if (message === 'DeleteMultiple') {
    throw new DataverseError(
      501,
      '0x80040216',
      `DeleteMultiple has not yet been implemented for ${table.definition.name}.`,
    );
  }
  if (!work || !offersBulk(table)) throw unknownSegment(bulkPrefix + message);
  const targets = targetsOf(call, table);
  const answer = inOneTransaction(call.environment, () => work(call, table, targets));
  return { ...answer, applied: message === 'CreateMultiple' ? 'created' : 'updated', writes: targets.length };
}

/** `sdkmessagefilters`: whether a table has a bulk message; UpsertMultiple never shows there. */
export function messageFilters(call: Call): Answer {
  const { filter = '', aliases } = queryOf(call.request.query);
  const resolved = filter.replace(/@\w+/gu, (alias) => aliases.get(alias) ?? alias);
  const message = /sdkmessageid\/name eq '(\w+)'/u.exec(resolved)?.[1];
  const name = /primaryobjecttypecode eq '(\w+)'/u.exec(resolved)?.[1];
  const table = call.environment.tables.get(name ?? '');
  const found = table && offersBulk(table) && (message === 'CreateMultiple' || message === 'UpdateMultiple');
  const value = found ? [{ sdkmessagefilterid: metadataId(`${message}.${name}`) }] : [];
  const context = `${call.api}/$metadata#sdkmessagefilters(sdkmessagefilterid)`;
  return { status: 200, body: JSON.stringify({ '@odata.context': context, value }), applied: 'read' };
}

const offersBulk = ({ definition: { name } }: Table): boolean =>
  name === 'contact' || name === 'account' || isCustomName(name);

const messages: Readonly<Record<string, (call: Call, table: Table, targets: readonly Target[]) => Answer>> = {
  CreateMultiple(call, table, targets) {
    const ids = targets.map((target) => {
      const { values, id } = payloadOf(call, table, target, 'create');
      if (id !== undefined) refuseClash(table, id);
      return table.rows.id(insert(call, table, values, id));
    });
    const context = `${call.api}/$metadata#Microsoft.Dynamics.CRM.CreateMultipleResponse`;
    return { status: 200, body: JSON.stringify({ '@odata.context': context, Ids: ids }) };
  },
  UpdateMultiple(call, table, targets) {
    const known = targets.map((target) => ({ target, id: keyIn(target, table) }));
    const absent = known.filter(({ id }) => liveIndex(table, id) === undefined).map(({ id }) => id);
    if (absent.length > 0) {
      const text = `${table.definition.name} With Ids = ${absent.join(', ')} Do Not Exist`;
      throw new DataverseError(404, '0x80040217', text);
    }
    const done = new Set<string>();
    for (const { target, id } of known) {
      // Dataverse takes the first of several targets with one key and ignores the others without a word.
      if (done.has(id)) continue;
      done.add(id);
      update(call, table, liveIndex(table, id) ?? 0, payloadOf(call, table, target, 'update').values);
    }
    return { status: 204 };
  },
  UpsertMultiple(call, table, targets) {
    const done = new Set<string>();
    for (const target of targets) {
      const address = addressIn(target, table);
      const id = address ? address.text.toLowerCase() : keyIn(target, table);
      if (done.has(id)) throw new DataverseError(412, '0x80040237', `The key ${id} is in the targets twice.`);
      done.add(id);
      if (address) {
        upsertByKey(call, table, address, target);
        continue;
      }
      const index = liveIndex(table, id);
      const { values } = payloadOf(call, table, target, index === undefined ? 'create' : 'update');
      if (index === undefined) insert(call, table, values, id);
      else update(call, table, index, values);
    }
    return { status: 204 };
  },
};

function targetsOf(call: Call, { definition }: Table): readonly Target[] {
  const { Targets: targets } = parseBody(call.request.body);
  if (!Array.isArray(targets) || targets.length === 0 || targets.length > maxBulkTargets) {
    throw malformedBody(`Targets wants a list of 1 to ${maxBulkTargets} rows.`);
  }
  return targets.map((target: unknown) => {
    const type = typeof target === 'object' && target !== null ? Reflect.get(target, '@odata.type') : undefined;
    if (type === `${bulkPrefix}${definition.name}` || type === `#${bulkPrefix}${definition.name}`)
      return target as Target;
    throw malformedBody(`Each target wants an @odata.type of ${bulkPrefix}${definition.name}.`);
  });
}

/** The alternate key that `@odata.id` names, if it does. */
function addressIn(target: Target, table: Table): KeyAddress | undefined {
  const written = namedIn(target, table);
  return written === undefined ? undefined : readKeyAddress(written, table);
}

function namedIn(target: Target, { definition: { set } }: Table): string | undefined {
  const address = target['@odata.id'];
  return typeof address === 'string' ? new RegExp(`(?:^|/)${set}\\(([^()]*)\\)$`, 'u').exec(address)?.[1] : undefined;
}

/** The primary key in the body, or behind the set's name in `@odata.id`. */
function keyIn(target: Target, table: Table): string {
  const { key } = table.definition;
  const own = target[key];
  const id = readGuid(typeof own === 'string' ? own : (namedIn(target, table) ?? ''));
  if (id === undefined) throw malformedBody(`A target has no ${key}.`);
  return id;
}

function liveIndex({ rows }: Table, id: string): number | undefined {
  const index = rows.find(id);
  return index !== undefined && rows.isLive(index) ? index : undefined;
}

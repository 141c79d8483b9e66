import { type ControlRequest, ControlRefused, type ControlRoute } from '../shell/system.js';
import { EngineError } from './errors.js';
import { maxGenerated } from './limits.js';
import type { Instance, Table } from './instance.js';
import { createPicture } from './render.js';
import type { View } from './schema.js';
import { type Body, create, update } from './write.js';

/** Profiles by hand, as an operator in Campaign's own interface could have made or changed them. */
export function profileRoutes(instance: Instance): readonly ControlRoute[] {
  const table = tableOf(instance);
  const view = (): View => viewOf(table);
  const show = (number: number): unknown =>
    JSON.parse(createPicture(instance, table, view())(number, table.records.values(number) ?? []));

  function put({ body }: ControlRequest): unknown {
    const writing = { instance, table, view: view(), byHand: true };
    const { externalId } = body;
    const known = typeof externalId === 'string' && externalId !== '' ? find('externalId', externalId)[0] : undefined;
    const before = known === undefined ? undefined : table.records.values(known);
    return refusing(() => {
      if (known === undefined || before === undefined) return show(create(writing, timesLast(body)).number);
      update(writing, known, before, timesLast(body));
      return show(known);
    });
  }

  function generate({ body }: ControlRequest): unknown {
    const count = Number(body['count']);
    if (!Number.isInteger(count) || count < 1 || count > maxGenerated) {
      throw new ControlRefused(`count must be a whole number from 1 to ${maxGenerated}`);
    }
    for (let made = 0; made < count; made += 1) {
      const number = table.records.end;
      create(
        { instance, table, view: view() },
        { firstName: 'Local', lastName: `Profile ${number}`, email: `local.profile.${number}@campaign.test` },
      );
    }
    return { profiles: table.records.count };
  }

  function look({ query }: ControlRequest): unknown {
    const column = ['externalId', 'email'].find((name) => query.has(name));
    if (column === undefined) throw new ControlRefused('give externalId or email');
    return { content: find(column, query.get(column) ?? '').map(show) };
  }

  function remove({ rest }: ControlRequest): unknown {
    const numbers = find('externalId', rest);
    if (numbers.length === 0) throw new ControlRefused(`there is no profile with the externalId ${rest}`, 404);
    for (const number of numbers) {
      const values = table.records.values(number);
      if (values !== undefined) table.records.remove(number, values);
    }
    return { deleted: numbers.length };
  }

  function find(column: string, value: string): readonly number[] {
    return table.records.all(table.codes.of(column), value);
  }

  return [
    { method: 'POST', path: '/profiles/put', run: put },
    { method: 'POST', path: '/profiles/generate', run: generate },
    { method: 'GET', path: '/profiles', run: look },
    { method: 'POST', path: '/profiles/delete/*', run: remove },
    { method: 'DELETE', path: '/profiles/*', run: remove },
  ];
}

/** The profiles as the extended API shows them. */
export function tableOf(instance: Instance): Table {
  const table = instance.tables.get('profile');
  if (table === undefined) throw new Error('There is no table of profiles.');
  return table;
}

export function viewOf(table: Table): View {
  const view = table.schema.views.get('profileAndServicesExt');
  if (view === undefined) throw new Error(`${table.name} is not served under profileAndServicesExt.`);
  return view;
}

/** A flag that changes sets its own time: a time that is given must come after it. */
function timesLast(body: Body): Body {
  const isTime = (name: string): boolean => name.endsWith('LastModified');
  const names = Object.keys(body).sort((a, b) => Number(isTime(a)) - Number(isTime(b)));
  return Object.fromEntries(names.map((name) => [name, body[name]]));
}

function refusing<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof EngineError) throw new ControlRefused(error.message);
    throw error;
  }
}

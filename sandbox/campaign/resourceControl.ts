import { type ControlRequest, ControlRefused, type ControlRoute } from '../shell/system.js';
import { EngineError } from './errors.js';
import { type Instance, isPublished, type Table } from './instance.js';
import { maxGenerated } from './limits.js';
import { remove } from './remove.js';
import { createPicture } from './render.js';
import type { Column, View } from './schema.js';
import { type Body, create, update } from './write.js';

/** What can be done by hand to the records of a resource, as an operator in Campaign's own interface would. */
export interface Hand {
  /** Creates a record, or changes the one whose key the body carries. */
  put(body: Body): unknown;
  /** Records that no bridge knows: without a key. */
  generate(body: Body): unknown;
  /** All records with these values, hidden ones too. */
  look(wanted: ReadonlyMap<string, string>): unknown;
  remove(key: string): unknown;
}

/** `/control/resources/<resource>`, for each that is published. */
export function resourceRoutes(instance: Instance): readonly ControlRoute[] {
  const commands: Readonly<Record<string, (hand: Hand, table: Table, body: Body) => unknown>> = {
    put: (hand, _, body) => hand.put(body),
    generate: (hand, _, body) => hand.generate(body),
    delete: (hand, table, body) => hand.remove(keyIn(table, body)),
  };
  return [
    { method: 'GET', path: '/resources', run: () => ({ resources: [...instance.tables.values()].map(overview) }) },
    {
      method: 'GET',
      path: '/resources/*',
      run: ({ rest, query }) => createHand(instance, tableOf(instance, rest)).look(new Map(query)),
    },
    {
      method: 'POST',
      path: '/resources/*',
      run({ rest, body }: ControlRequest) {
        const [name = '', command = ''] = rest.split('/');
        const table = tableOf(instance, name);
        const run = Object.hasOwn(commands, command) ? commands[command] : undefined;
        if (run === undefined) throw new ControlRefused('a resource takes put, generate and delete', 404);
        return run(createHand(instance, table), table, body);
      },
    },
    {
      method: 'DELETE',
      path: '/resources/*',
      run({ rest }) {
        const [name = ''] = rest.split('/');
        return createHand(instance, tableOf(instance, name)).remove(rest.slice(name.length + 1));
      },
    },
  ];
}

const overview = ({ name, schema, records }: Table): object => ({
  name,
  roots: schema.resource.roots,
  records: records.count,
});

/** Throws ControlRefused for a resource that is not there, or not now. */
export function tableOf(instance: Instance, name: string): Table {
  const table = instance.tables.get(name);
  if (table === undefined || !isPublished(table)) throw new ControlRefused(`there is no resource ${name}`, 404);
  return table;
}

/** The view that shows everything. */
export function viewOf(table: Table): View {
  const view = table.schema.views.get('profileAndServicesExt') ?? [...table.schema.views.values()][0];
  if (view === undefined) throw new ControlRefused(`${table.name} is not published`, 404);
  return view;
}

export function createHand(instance: Instance, table: Table): Hand {
  const view = viewOf(table);
  const picture = createPicture(instance, table, view);
  const show = (number: number): unknown => JSON.parse(picture(number, table.records.values(number) ?? []));
  const writing = { instance, table, view, byHand: true };

  function keyed(key: string): readonly number[] {
    return key === '' ? [] : table.records.all(keyOf(table).code, key);
  }

  return {
    put(body) {
      const [known] = keyed(keyIn(table, body));
      const before = known === undefined ? undefined : table.records.values(known);
      return refusing(() => {
        if (known === undefined || before === undefined) return show(create(writing, timesLast(body)).number);
        update(writing, known, before, timesLast(body));
        return show(known);
      });
    },
    generate(body) {
      const count = Number(body['count']);
      if (!Number.isInteger(count) || count < 1 || count > maxGenerated) {
        throw new ControlRefused(`count must be a whole number from 1 to ${maxGenerated}`);
      }
      for (let made = 0; made < count; made += 1) create({ instance, table, view }, local(table));
      return { [`${table.name}s`]: table.records.count };
    },
    look(wanted) {
      if (wanted.size === 0) throw new ControlRefused('give a field and its value');
      const conditions = [...wanted].map(([name, value]) => ({ column: columnOf(table, name), value }));
      const indexed = conditions.find(({ column, value }) => value !== '' && table.records.isIndexed(column.code));
      const numbers = indexed ? table.records.all(indexed.column.code, indexed.value) : everyNumber(table);
      const found = [...numbers].filter((number) => {
        const record = table.read(number, table.records.values(number) ?? []);
        return conditions.every(({ column, value }) => record.text(column.path) === value);
      });
      return { content: found.map(show) };
    },
    remove(key) {
      const numbers = keyed(key);
      const { name } = keyOf(table);
      if (numbers.length === 0) throw new ControlRefused(`there is no ${table.name} with the ${name} ${key}`, 404);
      for (const number of numbers) remove(instance, table, number);
      return { deleted: numbers.length };
    },
  };
}

/** The column that carries the bridge's key. */
function keyOf(table: Table): Column {
  return columnOf(table, table.schema.resource.unique[0] ?? '');
}

function keyIn(table: Table, body: Body): string {
  const key = body[keyOf(table).name];
  return typeof key === 'string' ? key : '';
}

function columnOf({ name, schema }: Table, path: string): Column {
  const column = schema.columns.get(path);
  if (column === undefined) throw new ControlRefused(`${name} has no field ${path}`);
  return column;
}

function* everyNumber({ records }: Table): Iterable<number> {
  for (let number = 0; number < records.end; number += 1) if (records.values(number) !== undefined) yield number;
}

function local({ name, records: { end }, schema }: Table): Body {
  if (name !== 'profile') return schema.columns.has('name') ? { name: `Local record ${end}` } : {};
  return { firstName: 'Local', lastName: `Profile ${end}`, email: `local.profile.${end}@campaign.test` };
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

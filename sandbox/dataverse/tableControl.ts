import { z } from 'zod';
import { ControlRefused, type ControlRequest, type ControlRoute } from '../shell/system.js';
import { putRow } from './byHand.js';
import type { Environment } from './environment.js';
import { generateRows } from './generate.js';
import { maxRowsAtOnce } from './limits.js';
import type { Table } from './rows/table.js';
import { changeSome, removeOne, removeSome } from './rowsByChance.js';
import type { DataverseSettings } from './settings.js';

interface Parts {
  readonly environment: () => Environment;
  readonly settings: () => DataverseSettings;
}

const count = z.number().int().min(1).max(maxRowsAtOnce);
const seed = z.number().int().min(0).optional();
const inputs = {
  generate: z.strictObject({ count, seed }),
  change: z.strictObject({ count, columns: z.array(z.string()).min(1).optional(), seed }),
  delete: z.strictObject({ count }),
};

type Body = ControlRequest['body'];

/** `/control/tables/{table}/...` for every table alike, and `/control/contacts/...`, which is one of them. */
export function tableRoutes({ environment, settings }: Parts): readonly ControlRoute[] {
  const live = ({ rows, definition }: Table): Readonly<Record<string, number>> => ({ [definition.set]: rows.live() });

  function run(table: Table, operation: string, body: Body): unknown {
    switch (operation) {
      case 'generate': {
        const { count: wanted, seed: from } = checked(inputs.generate, body);
        const at = environment().clock.now();
        generateRows(environment(), table, wanted, { at, ...(from !== undefined && { seed: from }) });
        return live(table);
      }
      case 'change':
        return { changed: changeSome(environment(), table, checked(inputs.change, body)) };
      case 'delete': {
        const { count: wanted } = checked(inputs.delete, body);
        return { deleted: removeSome(environment(), settings().onParentDelete, table, wanted), ...live(table) };
      }
      case 'put':
        return putRow(environment(), settings(), table, body);
      default:
        throw new ControlRefused(`a table has no ${operation}; see docs/sandbox.md`, 404);
    }
  }

  function remove(table: Table, id: string): unknown {
    removeOne(environment(), settings().onParentDelete, table, id);
    return live(table);
  }

  /** `rest` is `new_loyalty/change` or `new_loyalty/delete/<id>`. */
  function onTable({ rest, body }: ControlRequest): unknown {
    const [name = '', operation = '', id] = rest.split('/');
    const table = namedTable(environment(), name);
    if (id === undefined) return run(table, operation, body);
    if (operation !== 'delete') throw new ControlRefused(`there is no ${operation}/${id}; see docs/sandbox.md`, 404);
    return remove(table, id);
  }

  const contacts = (): Table => environment().contacts;
  return [
    { method: 'GET', path: '/tables', run: () => listOf(environment()) },
    { method: 'POST', path: '/tables/*', run: onTable },
    { method: 'DELETE', path: '/tables/*', run: onTable },
    { method: 'POST', path: '/contacts/delete/*', run: ({ rest }) => remove(contacts(), rest) },
    { method: 'POST', path: '/contacts/*', run: ({ rest, body }) => run(contacts(), rest, body) },
  ];
}

/** Throws 404 when there is no such table. */
export function namedTable({ tables }: Environment, name: string): Table {
  const table = tables.get(name);
  if (!table) throw new ControlRefused(`there is no table ${name}`, 404);
  return table;
}

function listOf({ tables }: Environment): unknown {
  return {
    tables: [...tables.values()]
      .filter(({ definition }) => !definition.dummy)
      .map(({ definition, rows, tracked }) => ({
        table: definition.name,
        set: definition.set,
        rows: rows.live(),
        deleted: rows.size() - rows.live(),
        tracked,
      })),
  };
}

export function checked<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new ControlRefused(z.prettifyError(parsed.error));
  return parsed.data;
}

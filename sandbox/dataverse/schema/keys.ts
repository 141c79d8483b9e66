import { z } from 'zod';
import { ControlRefused } from '../../shell/system.js';
import type { Column } from '../column.js';
import type { Environment } from '../environment.js';
import { maxKeyColumns, maxKeys } from '../limits.js';
import type { Table } from '../rows/table.js';
import { schemaChanged } from './columns.js';

export const keyInput = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/u, 'a logical name is in lower case'),
  columns: z.array(z.string()).min(1).max(maxKeyColumns),
});

const kinds: readonly Column['kind'][] = ['Decimal', 'Integer', 'String', 'DateTime', 'Lookup', 'Picklist'];

/** An alternate key (reference dataverse-web-api §5). Rows that are there are taken to have different values. */
export function addKey(environment: Environment, table: Table, { name, columns }: z.output<typeof keyInput>): void {
  if (table.keys.has(name)) throw new ControlRefused(`there is a key ${name} already`, 409);
  if (table.keys.size === maxKeys) throw new ControlRefused(`a table has ${maxKeys} keys at most`, 409);
  const unfit = columns.find((column) => !kinds.includes(table.columns.get(column)?.kind ?? 'Memo'));
  if (unfit !== undefined) throw new ControlRefused(`${unfit} is no column that a key can have`);
  table.keys.set(name, columns);
  schemaChanged(environment);
}

export function removeKey(environment: Environment, table: Table, name: string): void {
  if (!table.keys.delete(name)) throw new ControlRefused(`there is no key ${name}`, 404);
  schemaChanged(environment);
}

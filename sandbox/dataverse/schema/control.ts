import { z } from 'zod';
import { ControlRefused, type ControlRoute } from '../../shell/system.js';
import type { Environment } from '../environment.js';
import type { Table } from '../rows/table.js';
import { checked, namedTable } from '../tableControl.js';
import { columnInput, optionInput } from './columnInput.js';
import {
  addColumn,
  addOption,
  removeColumn,
  removeOption,
  restoreColumn,
  retypeColumn,
  schemaChanged,
} from './columns.js';
import { addKey, keyInput, removeKey } from './keys.js';
import { addTable, removeTable, restoreTable, tableInput } from './tables.js';

const schemaInput = z.strictObject({
  table: z.string().min(1),
  addColumn: columnInput.optional(),
  removeColumn: z.string().optional(),
  retypeColumn: columnInput.optional(),
  restoreColumn: z.string().optional(),
  addOption: optionInput.extend({ column: z.string() }).optional(),
  removeOption: z.strictObject({ column: z.string(), value: z.number().int() }).optional(),
  removeTable: z.literal(true).optional(),
  addTable: tableInput.optional(),
  restoreTable: z.literal(true).optional(),
  addKey: keyInput.optional(),
  removeKey: z.string().optional(),
  tracking: z.boolean().optional(),
});
type SchemaInput = z.output<typeof schemaInput>;

const contactOption = optionInput.extend({ column: z.string() });

/** `/control/schema/dynamics`: what an administrator does to tables at run time; and the older calls for the contact table alone. */
export function schemaRoutes(environment: () => Environment): readonly ControlRoute[] {
  const contacts = (): Table => environment().contacts;
  const told = (): unknown => ({
    globalmetadataversion: environment().schemaVersion,
    columns: contacts().columns.size,
  });
  return [
    post('/schema/dynamics', ({ body }) => {
      const input = checked(schemaInput, body);
      if (Object.keys(input).length === 1) throw new ControlRefused('say what should become of the table');
      apply(environment(), input);
      const columns = environment().tables.get(input.table)?.columns.size;
      return { globalmetadataversion: environment().schemaVersion, ...(columns !== undefined && { columns }) };
    }),
    post('/columns/add', ({ body }) => {
      addColumn(environment(), contacts(), checked(columnInput, body));
      return told();
    }),
    post('/columns/remove/*', ({ rest }) => {
      if (!contacts().columns.get(rest)?.custom) throw new ControlRefused(`contact has no custom column ${rest}`, 404);
      removeColumn(environment(), contacts(), rest, 'stay');
      return told();
    }),
    post('/options/add', ({ body }) => {
      const { column, ...option } = checked(contactOption, body);
      addOption(environment(), contacts(), column, option);
      return told();
    }),
  ];
}

function apply(environment: Environment, input: SchemaInput): void {
  if (input.restoreTable) restoreTable(environment, input.table);
  if (input.addTable) addTable(environment, input.table, input.addTable);
  const table = namedTable(environment, input.table);
  if (input.removeColumn !== undefined) removeColumn(environment, table, input.removeColumn);
  if (input.addColumn) addColumn(environment, table, input.addColumn);
  if (input.retypeColumn) retypeColumn(environment, table, input.retypeColumn);
  if (input.restoreColumn !== undefined) restoreColumn(environment, table, input.restoreColumn);
  if (input.removeOption) removeOption(environment, table, input.removeOption.column, input.removeOption.value);
  if (input.addOption) {
    const { column, ...option } = input.addOption;
    addOption(environment, table, column, option);
  }
  if (input.removeKey !== undefined) removeKey(environment, table, input.removeKey);
  if (input.addKey) addKey(environment, table, input.addKey);
  if (input.tracking !== undefined) {
    table.tracked = input.tracking;
    schemaChanged(environment);
  }
  if (input.removeTable) removeTable(environment, table);
}

function post(path: string, run: ControlRoute['run']): ControlRoute {
  return { method: 'POST', path, run };
}

import { type ChoiceColumn, isChoice, type Value, type Values } from '../column.js';
import { DataverseError } from '../errors.js';
import type { Table } from '../rows/table.js';

/** Brings state and status together: a state alone brings its default status, and a status must belong to the state. */
export function withStatus(table: Table, values: Values, currentState: Value): Values {
  if (values['statecode'] === undefined && values['statuscode'] === undefined) return values;
  const state = values['statecode'] ?? currentState ?? 0;
  if (values['statuscode'] === undefined) {
    const option = choiceOf(table, 'statecode')?.options.find(({ value }) => value === state);
    return { ...values, statuscode: option?.defaultStatus ?? null };
  }
  const status = choiceOf(table, 'statuscode')?.options.find(({ value }) => value === values['statuscode']);
  if (status?.state === state) return values;
  throw new DataverseError(
    400,
    '0x80048408',
    `${String(values['statuscode'])} is not a valid status code for state code ${String(state)} on ${table.definition.name}.`,
  );
}

function choiceOf(table: Table, name: string): ChoiceColumn | undefined {
  const column = table.columns.get(name);
  return column && isChoice(column) ? column : undefined;
}

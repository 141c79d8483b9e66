import { z } from 'zod';
import { ControlRefused } from '../shell/system.js';
import { type Column, isChoice } from './column.js';
import type { Environment } from './environment.js';
import { flag, integer, moment, text } from './tables/build.js';

export const columnInput = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9]*_[a-z0-9_]+$/u, 'a custom column begins with a publisher, such as acme_'),
  label: z.string().default('Added by hand'),
  type: z.enum(['String', 'Integer', 'Boolean', 'DateTime']).default('String'),
  maxLength: z.number().int().min(1).max(4000).default(100),
});
export const optionInput = z.strictObject({ column: z.string(), value: z.number().int(), label: z.string().min(1) });

/** What an administrator does to the contact table at run time: the schema's version moves, and added columns age all delta tokens. */
export function addColumn(environment: Environment, input: z.output<typeof columnInput>): unknown {
  const { contacts } = environment;
  if (contacts.columns.has(input.name)) throw new ControlRefused(`contact has a column ${input.name} already`, 409);
  contacts.addColumn({ ...columnOf(input), custom: true });
  environment.trackingFloor.set(contacts.definition.name, environment.versions.next());
  return schemaChanged(environment);
}

export function removeColumn(environment: Environment, name: string): unknown {
  const column = environment.contacts.columns.get(name);
  if (!column?.custom) throw new ControlRefused(`contact has no custom column ${name}`, 404);
  environment.contacts.removeColumn(name);
  return schemaChanged(environment);
}

export function addOption(
  environment: Environment,
  { column: name, value, label }: z.output<typeof optionInput>,
): unknown {
  const { contacts } = environment;
  const column = contacts.columns.get(name);
  if (!column || !isChoice(column)) throw new ControlRefused(`contact has no choice column ${name}`, 404);
  if (column.options.some((option) => option.value === value))
    throw new ControlRefused(`${name} has ${value} already`, 409);
  contacts.addColumn({ ...column, options: [...column.options, { value, label }] });
  return schemaChanged(environment);
}

function columnOf({ name, label, type, maxLength }: z.output<typeof columnInput>): Column {
  switch (type) {
    case 'String':
      return text(name, label, maxLength);
    case 'Integer':
      return integer(name, label);
    case 'Boolean':
      return flag(name, label);
    default:
      return moment(name, label, 'UserLocal');
  }
}

function schemaChanged(environment: Environment): unknown {
  environment.schemaVersion += 1;
  environment.revision += 1;
  return { globalmetadataversion: environment.schemaVersion, columns: environment.contacts.columns.size };
}

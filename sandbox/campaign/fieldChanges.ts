import type { EnumerationValue, FieldDefinition, ResourceDefinition, ScalarDefinition } from './definition.js';
import type { Change } from './schemaChanges.js';

/** The changes of a field that is there. */
type FieldChange = Change<'remove' | 'retype' | 'readOnly' | 'length' | 'addValue' | 'removeValue'>;

interface Changing<T> {
  readonly change: T;
  readonly delivered: ResourceDefinition;
}

/** The fields after one of them, at the end of a path, has changed; throws an Error when that does not fit. */
export function withField<T extends FieldDefinition>(
  fields: readonly T[],
  [name, ...inner]: readonly string[],
  changing: Changing<FieldChange>,
): readonly (T | ScalarDefinition)[] {
  const { change } = changing;
  const at = fields.findIndex((field) => field.name === name);
  const field = fields[at];
  if (field === undefined) throw new Error(`${change.resource} has no field ${change.field}.`);
  if (inner.length > 0) {
    if (field.kind !== 'item') throw new Error(`${change.resource}.${name} is no item.`);
    return fields.with(at, { ...field, fields: withField(field.fields, inner, changing) });
  }
  if (change.change === 'remove') return fields.toSpliced(at, 1);
  if (change.change !== 'retype') return fields.with(at, altered(field, change));
  if (isNoColumn(field) || field.computed !== undefined)
    throw new Error(`${change.field} has no type that can change.`);
  const retyped: readonly (T | ScalarDefinition)[] = fields;
  return retyped.with(at, ofType(field, { change, delivered: changing.delivered }));
}

type Named = Pick<ScalarDefinition, 'name' | 'label' | 'extOnly' | 'readOnly' | 'mandatory'>;

/**
 * A field of the type that a change names. Its values are kept by type: none of another type comes up, and those of the delivered type come
 * back with it.
 */
export function ofType(
  { name, label, extOnly, readOnly, mandatory }: Named,
  { change, delivered }: Changing<Change<'add' | 'retype'>>,
): ScalarDefinition {
  const isAsDelivered = kindAt(delivered.fields, change.field.split('.')) === change.kind;
  const named = {
    name,
    label,
    ...(extOnly && { extOnly }),
    ...(readOnly && { readOnly }),
    ...(mandatory && { mandatory }),
    ...(!isAsDelivered && { keptAs: `${name}:${change.kind}` }),
  };
  if (change.kind === 'string') return { ...named, kind: 'string', length: change.length };
  if (change.kind !== 'enumeration') return { ...named, kind: change.kind };
  const { values = [] } = change;
  if (values.length === 0) throw new Error(`The enumeration ${change.field} needs values.`);
  return { ...named, kind: 'enumeration', storage: 'string', values: values.map((value) => entry(value)) };
}

const entry = (name: string, label = name): EnumerationValue => ({ name, label });

function kindAt(fields: readonly FieldDefinition[], [name, ...inner]: readonly string[]): string | undefined {
  const field = fields.find((one) => one.name === name);
  return field?.kind === 'item' ? kindAt(field.fields, inner) : field?.kind;
}

const isNoColumn = (field: FieldDefinition): field is Exclude<FieldDefinition, ScalarDefinition> =>
  field.kind === 'item' || field.kind === 'link' || field.kind === 'collection';

function altered<T extends FieldDefinition>(field: T, change: Exclude<FieldChange, Change<'remove' | 'retype'>>): T {
  if (change.change === 'readOnly') return { ...field, readOnly: change.readOnly };
  if (change.change === 'length') {
    if (field.kind !== 'string') throw new Error(`${field.name} is no string.`);
    return { ...field, length: change.length };
  }
  if (field.kind !== 'enumeration') throw new Error(`${field.name} is no enumeration.`);
  if (change.change === 'removeValue') return { ...field, values: withoutValue(field, change.value) };
  if (field.values.some(({ name }) => name === change.value)) {
    throw new Error(`${field.name} already has a value ${change.value}.`);
  }
  return { ...field, values: [...field.values, entry(change.value, change.label)] };
}

function withoutValue(
  { name, values }: ScalarDefinition & { kind: 'enumeration' },
  value: string,
): readonly EnumerationValue[] {
  const left = values.filter((one) => one.name !== value);
  if (left.length !== values.length - 1 || values[0]?.name === value) {
    throw new Error(`${name} has no value ${value} that can be removed.`);
  }
  return left;
}

import type { CompiledField, CompiledMapping, FieldPath } from './compile.js';
import { isOpaque } from './link.js';
import type { MappedValues } from './map.js';
import type { CampaignValue } from './refusal.js';

type Body = Record<string, unknown>;

export type UpdatePlan =
  | { readonly kind: 'unchanged' }
  /** `fields` are the dotted paths of what `body` changes. */
  | { readonly kind: 'patch'; readonly body: Body; readonly fields: string[] };

const unchanged: UpdatePlan = { kind: 'unchanged' };

/**
 * The body that creates a record: the key and every field that is not empty, since Campaign gives the rest its defaults. A
 * reference to the record itself is left out, because Campaign knows it only afterwards: {@link selfReference} follows.
 */
export function createBody(compiled: CompiledMapping, key: string, { values }: MappedValues): Body {
  const body: Body = {};
  put(body, compiled.keyPath, key);
  compiled.fields.forEach((field, index) => {
    const value = values[index];
    if (value === undefined || value === field.empty || namesItself(field, key, value)) return;
    put(body, field.path, field.inBody(value));
  });
  return body;
}

/** What must be patched once the record is created: its references to itself. Null for nearly every record. */
export function selfReference(compiled: CompiledMapping, key: string, { values }: MappedValues): Body | null {
  const body: Body = {};
  compiled.fields.forEach((field, index) => {
    const value = values[index];
    if (value !== undefined && namesItself(field, key, value)) put(body, field.path, field.inBody(value));
  });
  return Object.keys(body).length === 0 ? null : body;
}

/** The body of an update without a look at what Campaign holds: every field with Apply updates, empties in their empty form. */
export function updateBody({ fields, updated }: CompiledMapping, { values }: MappedValues): Body {
  const body: Body = {};
  for (const index of updated) {
    const [field, value] = [fields[index], values[index]];
    if (field !== undefined && value !== undefined) put(body, field.path, field.inBody(value));
  }
  return body;
}

/**
 * What an update must send: the fields whose stored value means something else, after both sides are normalised (Campaign
 * returns unset fields with their defaults, reference adobe-campaign-api §3.3). A cleared field is sent in its empty form.
 * `all`: fields without Apply updates too, for a replay. `sentLast`: the ledger's hash says that updates last sent these values, so a
 * reference that Campaign shows in an opaque form is believed to be right; otherwise it is sent once more.
 */
export function planUpdate(
  compiled: CompiledMapping,
  { values }: MappedValues,
  storedBody: Readonly<Body>,
  { all, sentLast = false }: { all: boolean; sentLast?: boolean },
): UpdatePlan {
  const body: Body = {};
  const fields: string[] = [];
  compiled.fields.forEach((compiledField, index) => {
    const { path, field, applyUpdates, holds, inBody } = compiledField;
    const value = values[index];
    const stored = valueAt(storedBody, path);
    if (value === undefined || !(all || applyUpdates) || holds(stored, value)) return;
    if (sentLast && applyUpdates && isHidden(compiledField, stored, value)) return;
    put(body, path, inBody(value));
    fields.push(field);
  });
  return fields.length === 0 ? unchanged : { kind: 'patch', body, fields };
}

/** Fields of which nobody can tell whether Campaign holds the same: references that it shows in an opaque form. */
export function hiddenFields(
  { fields }: CompiledMapping,
  { values }: MappedValues,
  storedBody: Readonly<Body>,
): string[] {
  return fields.flatMap((field, index) => {
    const value = values[index];
    return value !== undefined && isHidden(field, valueAt(storedBody, field.path), value) ? [field.field] : [];
  });
}

/**
 * Canonical text of what updates would send, for a keyed hash: the same for equal values, different for different ones or for
 * another set of fields. It holds the record's values: never keep or log it.
 */
export function digestInput({ digestHead, updated }: CompiledMapping, { values }: MappedValues): string {
  const sent: (CampaignValue | undefined)[] = [];
  for (const index of updated) sent.push(values[index]);
  return digestHead + JSON.stringify(sent);
}

const namesItself = (field: CompiledField, key: string, value: CampaignValue): boolean =>
  field.selfReference && value === key;

/** A link that is empty on one side is no riddle. */
const isHidden = ({ reference, empty }: CompiledField, stored: unknown, value: CampaignValue): boolean =>
  reference && value !== empty && isOpaque(stored);

function put(body: Body, [name, part]: FieldPath, value: unknown): void {
  if (part === undefined) {
    body[name] = value;
    return;
  }
  const item = body[name];
  if (isBody(item)) item[part] = value;
  else body[name] = { [part]: value };
}

/** What a body holds at a field's place. */
export function valueAt(body: Readonly<Body>, [name, part]: FieldPath): unknown {
  const value = body[name];
  if (part === undefined) return value;
  return isBody(value) ? value[part] : undefined;
}

const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null;

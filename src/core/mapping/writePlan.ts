import type { CompiledMapping, FieldPath } from './compile.js';
import type { MappedValues } from './map.js';
import type { CampaignValue } from './refusal.js';

type Body = Record<string, unknown>;

export type UpdatePlan =
  | { readonly kind: 'unchanged' }
  /** `fields` are the dotted paths of what `body` changes. */
  | { readonly kind: 'patch'; readonly body: Body; readonly fields: string[] };

const unchanged: UpdatePlan = { kind: 'unchanged' };

/** The body that creates a record: the key and every field that is not empty, since Campaign gives the rest its defaults. */
export function createBody(compiled: CompiledMapping, key: string, { values }: MappedValues): Body {
  const body: Body = {};
  put(body, compiled.keyPath, key);
  compiled.fields.forEach(({ path, empty }, index) => {
    const value = values[index];
    if (value !== undefined && value !== empty) put(body, path, value);
  });
  return body;
}

/**
 * What an update must send: the fields whose stored value means something else, after both sides are normalised (Campaign
 * returns unset fields with their defaults, reference adobe-campaign-api §3.3). A cleared field is sent in its empty form.
 * `all`: fields without Apply updates too, for a replay.
 */
export function planUpdate(
  compiled: CompiledMapping,
  { values }: MappedValues,
  storedBody: Readonly<Body>,
  { all }: { all: boolean },
): UpdatePlan {
  const body: Body = {};
  const fields: string[] = [];
  compiled.fields.forEach(({ path, field, applyUpdates, holds }, index) => {
    const value = values[index];
    if (value === undefined || !(all || applyUpdates) || holds(at(storedBody, path), value)) return;
    put(body, path, value);
    fields.push(field);
  });
  return fields.length === 0 ? unchanged : { kind: 'patch', body, fields };
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

function put(body: Body, [name, part]: FieldPath, value: CampaignValue): void {
  if (part === undefined) {
    body[name] = value;
    return;
  }
  const item = body[name];
  if (isBody(item)) item[part] = value;
  else body[name] = { [part]: value };
}

function at(body: Readonly<Body>, [name, part]: FieldPath): unknown {
  const value = body[name];
  if (part === undefined) return value;
  return isBody(value) ? value[part] : undefined;
}

const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null;

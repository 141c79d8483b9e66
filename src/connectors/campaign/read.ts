import type { Gate, KeyLookup, StoredRecord } from '../../core/ports.js';
import { parseObject } from '../http/index.js';
import { fromWire } from './aliases.js';
import { meaningOf } from './answers.js';
import type { CampaignClient } from './client.js';
import { faultOf, forLane, oddAnswer, refused } from './errors.js';
import { pathOfRecord } from './href.js';
import { searchRecords } from './limits.js';

type Body = Readonly<Record<string, unknown>>;

/** A record that was found, with the way to find it again: its reference may die before it is used. */
export interface FoundRecord extends StoredRecord {
  readonly lookup: KeyLookup;
  readonly key: string;
}

/** Finds the record with a key; null when there is none (reference adobe-campaign-api §3.5). */
export async function findRecord(
  client: CampaignClient,
  lookup: KeyLookup,
  key: string,
  gate: Gate,
): Promise<FoundRecord | null> {
  if (key === '') throw refused('campaign-refused', lookup.field, 'empty key');
  const body = await (lookup.by.by === 'path' ? byPath : byFilter)(client, lookup, key, gate);
  if (body === null) return null;
  const ref = pathOfRecord(body, client.basePath, client.pathOf(lookup.resource));
  if (ref === null) throw oddAnswer('a record without href and PKey', false);
  return { body: fromWire(lookup.resource, body), ref, lookup, key };
}

async function byPath(client: CampaignClient, lookup: KeyLookup, key: string, gate: Gate): Promise<Body | null> {
  const { resource, field } = lookup;
  const { status, text } = await client.call('GET', `${client.pathOf(resource)}/${encodeURIComponent(key)}`, gate);
  if (status === 200) {
    const record = single(parseObject(text));
    if (record === undefined) return null;
    if (record === null) throw oddAnswer('no record', false);
    // A list, or another record, because the field is no identification key: writing there would hit a stranger.
    if (!hasKey(record, lookup, key)) throw forLane('campaign-key-wrong', { resource: resource.name, field });
    return record;
  }
  const meaning = meaningOf(status, text, []);
  if (meaning.kind === 'absent') return null;
  if (meaning.kind === 'unknownName') throw forLane('campaign-key-wrong', { resource: resource.name, field });
  throw faultOf(meaning, { resource: resource.name, writes: false, refusals: client.refusals });
}

async function byFilter(client: CampaignClient, lookup: KeyLookup, key: string, gate: Gate): Promise<Body | null> {
  const { resource, field, by } = lookup;
  if (by.by !== 'filter') throw new TypeError('a lookup by filter');
  const query = `${encodeURIComponent(by.parameter)}=${encodeURIComponent(key)}&_lineCount=${searchRecords}`;
  const path = `${client.pathOf(resource)}/${encodeURIComponent(by.filter)}?${query}`;
  const { status, text } = await client.call('GET', path, gate);
  const wrong = () => forLane('campaign-filter-wrong', { resource: resource.name, field, filter: by.filter });
  if (status !== 200) {
    const meaning = meaningOf(status, text, []);
    if (meaning.kind === 'absent' || meaning.kind === 'unknownName') throw wrong();
    throw faultOf(meaning, { resource: resource.name, writes: false, refusals: client.refusals });
  }
  const content = parseObject(text)?.['content'];
  if (!Array.isArray(content)) throw oddAnswer('no list of records', false);
  const records = content.filter((record): record is Body => typeof record === 'object' && record !== null);
  // A filter without its condition answers with anybody's records.
  if (records.some((record) => !hasKey(record, lookup, key))) throw wrong();
  if (records.length > 1) throw refused('campaign-key-not-unique', field);
  return records[0] ?? null;
}

/** A single record comes bare, or wrapped in `content` (reference §3.4); undefined for an empty list, null for no record. */
function single(body: Body | null): Body | null | undefined {
  if (body === null || 'PKey' in body || !('content' in body)) return body;
  const { content } = body;
  if (!Array.isArray(content)) return asObject(content);
  return content.length < 2 ? asObject(content[0]) : null;
}

const asObject = (value: unknown) => (typeof value === 'object' ? (value as Body | null) : undefined);

/** Letters' case aside: Dynamics ids are hexadecimal. */
function hasKey(record: Body, { field }: KeyLookup, key: string): boolean {
  const value = valueAt(record, field);
  return (typeof value === 'string' || typeof value === 'number') && String(value).toLowerCase() === key.toLowerCase();
}

/** What a body has under a dotted path. */
export function valueAt(record: Body, path: string): unknown {
  let value: unknown = record;
  for (const part of path.split('.')) {
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, part) ? (value as Body)[part] : undefined;
  }
  return value;
}

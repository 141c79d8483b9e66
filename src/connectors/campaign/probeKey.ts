import { randomUUID } from 'node:crypto';
import type { TableMapping } from '../../core/config/ingress.js';
import type { CampaignResource } from '../../core/metadata.js';
import type { Gate, KeyLookup } from '../../core/ports.js';
import { RecordRefused } from '../../core/problems/failures.js';
import { parseObject } from '../http/index.js';
import { fromWire } from './aliases.js';
import { meaningOf } from './answers.js';
import type { CampaignClient } from './client.js';
import { faultOf, forLane } from './errors.js';
import { probedRecords } from './limits.js';
import { findRecord, valueAt } from './read.js';

/**
 * Looks up a record that is there and one that is not, in the very way in which the writer will. A key that no record has shows
 * a way that does not work at all; one that a record has shows a way that finds others, or several.
 * @throws CannotGoOn `campaign-key-wrong`, `campaign-filter-wrong` or `campaign-key-repeated`
 */
export async function probeKey(
  client: CampaignClient,
  resource: CampaignResource,
  { field, lookup }: Pick<TableMapping['idField'], 'field' | 'lookup'>,
  signal: AbortSignal,
): Promise<void> {
  const gate: Gate = { signal, check: () => undefined };
  const asked: KeyLookup = { resource, field, by: lookup };
  const params = { resource: resource.name, field };
  const keys = await keysThere(client, resource, field, gate);
  if (new Set(keys).size < keys.length) throw forLane('campaign-key-repeated', params);
  // One that begins so would be taken for a PKey.
  const known = keys.find((key) => !key.startsWith('@'));
  try {
    await findRecord(client, asked, randomUUID(), gate);
    if (known !== undefined) await findRecord(client, asked, known, gate);
  } catch (failure) {
    if (!(failure instanceof RecordRefused)) throw failure;
    if (failure.code === 'campaign-key-not-unique') throw forLane('campaign-key-repeated', params);
    throw lookup.by === 'path'
      ? forLane('campaign-key-wrong', params)
      : forLane('campaign-filter-wrong', { ...params, filter: lookup.filter });
  }
}

/** Keys that records have, of the first that Campaign shows. */
async function keysThere(
  client: CampaignClient,
  resource: CampaignResource,
  field: string,
  gate: Gate,
): Promise<string[]> {
  const path = `${client.pathOf(resource)}?_lineCount=${probedRecords}`;
  const { status, text } = await client.call('GET', path, gate);
  if (status !== 200) {
    const meaning = meaningOf(status, text, []);
    if (meaning.kind === 'absent') throw forLane('campaign-resource-unknown', { resource: resource.name });
    throw faultOf(meaning, { resource: resource.name, writes: false, refusals: client.refusals });
  }
  const content = parseObject(text)?.['content'];
  if (!Array.isArray(content)) return [];
  return content.flatMap((record: unknown) => {
    if (typeof record !== 'object' || record === null) return [];
    const value = valueAt(fromWire(resource, record as Readonly<Record<string, unknown>>), field);
    return typeof value === 'string' && value !== '' ? [value] : [];
  });
}

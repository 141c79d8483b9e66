import type { CampaignResource } from '../../core/metadata.js';
import type { Destination, Gate, StoredRecord } from '../../core/ports.js';
import type { Answer } from '../http/index.js';
import { toWire } from './aliases.js';
import { type Meaning, meaningOf } from './answers.js';
import type { CampaignClient } from './client.js';
import { faultOf, oddAnswer } from './errors.js';
import { findRecord, type FoundRecord } from './read.js';

/** Writes records into Campaign, one call each: there is no upsert, no batch and no condition (reference adobe-campaign-api §3.4). */
export function campaignDestination(client: CampaignClient): Destination {
  const fault = (meaning: Meaning, resource: CampaignResource) =>
    faultOf(meaning, { resource: resource.name, writes: true, refusals: client.refusals });

  /** A change by reference. When Campaign no longer knows the reference, the record is looked up again by its key, once. */
  const change = async (
    method: 'PATCH' | 'DELETE',
    found: FoundRecord,
    body: string | undefined,
    names: readonly string[],
    gate: Gate,
    again = false,
  ): Promise<boolean> => {
    const answer = await client.call(method, found.ref, gate, body);
    if (isDone(answer)) return true;
    const meaning = meaningOf(answer.status, answer.text, names);
    if (meaning.kind === 'absent') {
      // A reference in the body may name a record that is gone: then it is the body that cannot be written, not the record that is absent.
      const isThere = refers(body) && (await findRecord(client, found.lookup, found.key, gate)) !== null;
      if (isThere) throw fault(meaning, found.lookup.resource);
      return false;
    }
    if (meaning.kind !== 'unknownName' || meaning.field !== null || again) throw fault(meaning, found.lookup.resource);
    const anew = await findRecord(client, found.lookup, found.key, gate);
    return anew === null ? false : change(method, anew, body, names, gate, true);
  };

  return {
    async create(resource, body, gate) {
      const wire = toWire(resource, body);
      const answer = await client.call('POST', client.pathOf(resource), gate, JSON.stringify(wire));
      if (isCreated(answer)) return 'created';
      const meaning = meaningOf(answer.status, answer.text, namesIn(wire));
      if (meaning.kind === 'exists') return 'exists';
      throw fault(meaning, resource);
    },

    find: (lookup, key, gate) => findRecord(client, lookup, key, gate),

    async patch(stored, body, gate) {
      const found = asFound(stored);
      const wire = toWire(found.lookup.resource, body);
      return change('PATCH', found, JSON.stringify(wire), namesIn(wire), gate);
    },

    async patchByKey(lookup, key, body, gate) {
      const { resource } = lookup;
      const wire = toWire(resource, body);
      const path = `${client.pathOf(resource)}/${encodeURIComponent(key)}`;
      const text = JSON.stringify(wire);
      const answer = await client.call('PATCH', path, gate, text);
      if (isDone(answer)) return true;
      const meaning = meaningOf(answer.status, answer.text, namesIn(wire));
      if (meaning.kind === 'absent' && !(refers(text) && (await findRecord(client, lookup, key, gate)))) return false;
      throw fault(meaning, resource);
    },

    remove: (stored, gate) => change('DELETE', asFound(stored), undefined, [], gate),
  };
}

/** Whether a body writes a link by reference (reference adobe-campaign-api §4.3). */
const refers = (body: string | undefined) => body?.includes('"PKey":') ?? false;

/** Created: 2xx with the record. A 2xx with a web page is somebody else's. */
function isCreated(answer: Answer): boolean {
  if (answer.status < 200 || answer.status > 299) return false;
  if (answer.looksLikeObject) return true;
  throw oddAnswer('no record', true);
}

/** Changed or deleted: 2xx, with an object or nothing (reference §3.4). */
function isDone(answer: Answer): boolean {
  if (answer.status < 200 || answer.status > 299) return false;
  if (answer.isEmpty || answer.looksLikeObject) return true;
  throw oddAnswer('no record', true);
}

function asFound(stored: StoredRecord): FoundRecord {
  if (!('lookup' in stored)) throw new TypeError('only a record that this destination found can be changed');
  return stored as FoundRecord;
}

/** Attributes of a body, those of items as `location.city`. */
function namesIn(body: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(body).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null ? Object.keys(value).map((inner) => `${name}.${inner}`) : [name],
  );
}

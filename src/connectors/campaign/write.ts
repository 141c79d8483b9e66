import type { CampaignResource } from '../../core/metadata.js';
import type { Destination, Gate, KeyLookup, StoredRecord } from '../../core/ports.js';
import { type Answer, parseObject } from '../http/index.js';
import { toWire } from './aliases.js';
import { type Meaning, meaningOf } from './answers.js';
import type { CampaignClient } from './client.js';
import { faultOf, oddAnswer } from './errors.js';
import { pathOfRecord } from './href.js';
import { findRecord, type FoundRecord } from './read.js';
import { createReferences } from './references.js';

type Body = Readonly<Record<string, unknown>>;

/** Writes records into Campaign, one call each: there is no upsert, no batch and no condition (reference adobe-campaign-api §3.4). */
export function campaignDestination(client: CampaignClient): Destination {
  const fault = (meaning: Meaning, resource: CampaignResource) =>
    faultOf(meaning, { resource: resource.name, writes: true, refusals: client.refusals });
  /** A reference in the body names a record that is gone. */
  const parentMissing = (meaning: Meaning, resource: CampaignResource, links: readonly string[]) =>
    fault({ ...meaning, field: links.join(', ') }, resource);

  const references = createReferences(({ resource }, answer) => {
    const shown = parseObject(answer);
    return shown && pathOfRecord(shown, client.basePath, client.pathOf(resource));
  });

  const find = async (lookup: KeyLookup, key: string, gate: Gate): Promise<FoundRecord | null> => {
    const found = await findRecord(client, lookup, key, gate);
    references.set(lookup, key, found?.ref ?? null);
    return found;
  };

  /** A change by reference. When Campaign no longer knows the reference, the record is looked up again by its key, once. */
  const change = async (
    method: 'PATCH' | 'DELETE',
    found: FoundRecord,
    body: Body,
    gate: Gate,
    again = false,
  ): Promise<boolean> => {
    const { lookup, key } = found;
    const answer = await client.call(method, found.ref, gate, method === 'PATCH' ? JSON.stringify(body) : undefined);
    if (isDone(answer)) {
      if (method === 'PATCH') references.shown(lookup, key, answer);
      else references.set(lookup, key, null);
      return true;
    }
    const meaning = meaningOf(answer.status, answer.text, namesIn(body));
    if (meaning.kind === 'absent') {
      // A reference in the body may name a record that is gone: then it is the body that cannot be written, not the record that is absent.
      const links = linksIn(body);
      const isThere = links.length > 0 && (await find(lookup, key, gate)) !== null;
      if (isThere) throw parentMissing(meaning, lookup.resource, links);
      references.set(lookup, key, null);
      return false;
    }
    if (meaning.kind !== 'unknownName' || meaning.field !== null || again) throw fault(meaning, lookup.resource);
    const anew = await find(lookup, key, gate);
    return anew === null ? false : change(method, anew, body, gate, true);
  };

  /** A change by the key itself, where the record's address takes it. */
  const changeByPath = async (lookup: KeyLookup, key: string, wire: Body, gate: Gate): Promise<boolean> => {
    const { resource } = lookup;
    const path = `${client.pathOf(resource)}/${encodeURIComponent(key)}`;
    const answer = await client.call('PATCH', path, gate, JSON.stringify(wire));
    if (isDone(answer)) return true;
    const meaning = meaningOf(answer.status, answer.text, namesIn(wire));
    // An attribute that it does not name, or a key that leads nowhere any more: then the look itself fails, and says so.
    if (meaning.kind === 'unknownName' && meaning.field === null) await find(lookup, key, gate);
    if (meaning.kind !== 'absent') throw fault(meaning, resource);
    const links = linksIn(wire);
    if (links.length > 0 && (await find(lookup, key, gate))) throw parentMissing(meaning, resource, links);
    return false;
  };

  /** A change by a reference of before: null when Campaign does not take it any more, for whatever reason; a look will tell. */
  const changeByReference = async (lookup: KeyLookup, key: string, wire: Body, gate: Gate): Promise<true | null> => {
    const ref = references.get(lookup, key);
    if (ref === undefined) return null;
    references.set(lookup, key, null);
    const answer = await client.call('PATCH', ref, gate, JSON.stringify(wire));
    if (isDone(answer)) {
      references.set(lookup, key, ref);
      references.shown(lookup, key, answer);
      return true;
    }
    const meaning = meaningOf(answer.status, answer.text, namesIn(wire));
    if (meaning.kind === 'absent' || (meaning.kind === 'unknownName' && meaning.field === null)) return null;
    throw fault(meaning, lookup.resource);
  };

  return {
    async create(lookup, key, body, gate) {
      const { resource } = lookup;
      const wire = toWire(resource, body);
      const answer = await client.call('POST', client.pathOf(resource), gate, JSON.stringify(wire));
      if (isCreated(answer)) {
        references.shown(lookup, key, answer);
        return 'created';
      }
      const meaning = meaningOf(answer.status, answer.text, namesIn(wire));
      if (meaning.kind === 'exists') return 'exists';
      if (meaning.kind !== 'absent') throw fault(meaning, resource);
      const links = linksIn(wire);
      // Where the body names nothing else, it is the resource that is not there.
      throw links.length > 0
        ? parentMissing(meaning, resource, links)
        : fault({ ...meaning, kind: 'resourceUnknown' }, resource);
    },

    find,

    async patch(stored, body, gate) {
      const found = asFound(stored);
      return change('PATCH', found, toWire(found.lookup.resource, body), gate);
    },

    patchUnseen(lookup, key, body, gate) {
      const wire = toWire(lookup.resource, body);
      return (lookup.by.by === 'path' ? changeByPath : changeByReference)(lookup, key, wire, gate);
    },

    remove: (stored, gate) => change('DELETE', asFound(stored), {}, gate),
  };
}

/** Links that a body writes by reference (reference adobe-campaign-api §4.3). */
const linksIn = (body: Body): string[] =>
  Object.entries(body).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && 'PKey' in value ? [name] : [],
  );

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
function namesIn(body: Body): string[] {
  return Object.entries(body).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null ? Object.keys(value).map((inner) => `${name}.${inner}`) : [name],
  );
}

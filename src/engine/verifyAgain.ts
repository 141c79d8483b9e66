import type { QueuedRecord } from '../core/lane.js';
import type { Gate, StoredRecord } from '../core/ports.js';
import { RecordRefused } from '../core/problems/failures.js';
import {
  type Candidate,
  keyNotUnique,
  record,
  recordNotComparable,
  type VerificationStand,
  type VerifyStep,
} from '../core/verification.js';
import { inTurn } from './inTurn.js';
import { againKeys, againLooks, againWaitMs } from './limits.js';
import { readByKeys } from './readByKeys.js';
import { type Rehearsal, rehearse } from './rehearse.js';
import { judge, rehearsing, versionOf } from './verdict.js';
import type { VerifyPorts } from './verifyPorts.js';

/**
 * Looks once more at what differed. It is a difference when Dynamics still has the same version, the lane has read past it and nothing of
 * the record is on its way; what goes on changing counts as queued in the end. What stands in a lane that does not work stays there: no
 * look could tell more of it.
 */
export async function lookAgain(
  before: VerificationStand,
  ports: VerifyPorts,
  gate: Gate,
): Promise<VerifyStep | 'done' | null> {
  const found = await ports.store.candidates(againKeys);
  if (!found) return 'done';
  if (found.due.length === 0) {
    // Due, but not read past yet: its lane is looked at again in a moment.
    const waitMs = found.nextInMs > 0 ? Math.min(againWaitMs, found.nextInMs) : againWaitMs;
    await ports.clock.sleep(waitMs, gate.signal);
    return null;
  }
  const stand = structuredClone(before);
  // Before the look: what is written meanwhile would stand in no queue any more, and have been seen as it was.
  const standing = await ports.store.standing(found.due.map(({ key }) => key));
  const open = found.due.filter(({ key }) => {
    const stands = standing.get(key);
    const settled = !found.busy && (stands === 'queued' || stands === 'waiting');
    if (settled) record(stand.findings, stands, key);
    return !settled;
  });
  const looked = await look(open, found.busy, ports, gate);
  const later: Omit<Candidate, 'passed'>[] = [];
  const repair: string[] = [];
  const repeated: string[] = [];
  for (const candidate of open) {
    const { key } = candidate;
    const { rehearsal, inCampaign, known, version } = looked(key);
    const { verdict, fields, notComparable } = judge(rehearsal, inCampaign, ports.rules);
    if (rehearsal.kind === 'rejected' && rehearsal.code === keyNotUnique) repeated.push(key);
    if (verdict === 'nowhere') continue;
    if (!isOpen.has(verdict) || standing.get(key) === 'rejected') {
      record(stand.findings, isOpen.has(verdict) ? 'rejected' : verdict, key);
      recordNotComparable(stand.findings, notComparable);
    } else if (
      verdict === 'queued' ||
      standing.has(key) ||
      !candidate.passed ||
      !sameVersion(candidate.version, version)
    ) {
      if (candidate.looks >= againLooks) record(stand.findings, 'queued', key);
      else later.push({ key, version, looks: candidate.looks + 1 });
    } else {
      record(stand.findings, verdict, key, fields);
      // A record that only Campaign has goes when it is one of ours: another system may use ids as keys, too.
      const ours = rehearsal.kind === 'delete' ? known : rehearsal.kind !== 'gone';
      if (ports.repair && ours) repair.push(key);
    }
  }
  stand.repaired += repair.length;
  const again = new Set(later.map(({ key }) => key));
  const settled = found.due.map(({ key }) => key).filter((key) => !again.has(key));
  return { stand, candidates: later, settled, repair, repeated };
}

/** What it is may change yet. */
const isOpen: ReadonlySet<string> = new Set(['missingInCampaign', 'onlyInCampaign', 'different', 'queued']);

/** Beside a lane at work one call after the other; otherwise as many at once as Campaign takes. */
async function look(candidates: readonly Candidate[], busy: boolean, ports: VerifyPorts, gate: Gate) {
  const { rules, source, store, destination } = ports;
  const keys = candidates.map(({ key }) => key);
  const rows = await readByKeys(keys, rules, source, gate);
  const ledger = await store.ledger(keys);
  const records = keys.map((key): QueuedRecord => [key, rows.get(key) ?? null]);
  const ask = (key: string) => destination.find(rules.lookup, key, gate);
  const find = busy ? inTurn(ask) : ask;
  const rehearsals = new Map<string, Rehearsal>();
  for (const rehearsal of await rehearse(records, rehearsing(ports, rows, find, gate)))
    rehearsals.set(rehearsal.key, rehearsal);
  const there = new Set<string>();
  await Promise.all(
    [...rehearsals.values()].map(async (rehearsal) => {
      if (await isThere(rehearsal, find)) there.add(rehearsal.key);
    }),
  );
  return (key: string) => {
    const rehearsal = rehearsals.get(key);
    if (!rehearsal) throw new Error('a record was asked for and not judged');
    return {
      rehearsal,
      inCampaign: there.has(key),
      known: ledger.get(key)?.present ?? false,
      version: versionOf(rows.get(key) ?? null, store),
    };
  };
}

/** Of a record that Dynamics does not have, nobody has looked yet whether Campaign has it. */
async function isThere(rehearsal: Rehearsal, find: (key: string) => Promise<StoredRecord | null>): Promise<boolean> {
  if (rehearsal.kind !== 'gone' && rehearsal.kind !== 'delete') return false;
  if (rehearsal.kind === 'delete' && !rehearsal.held) return true;
  try {
    return (await find(rehearsal.key)) !== null;
  } catch (error) {
    if (error instanceof RecordRefused) return true;
    throw error;
  }
}

function sameVersion(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

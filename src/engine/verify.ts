import type { QueuedRecord, SourceRow } from '../core/lane.js';
import { canonicalGuid } from '../core/mapping/source.js';
import { valueAt } from '../core/mapping/writePlan.js';
import type { Gate, StoredRecord } from '../core/ports.js';
import { CannotGoOn, PositionLost } from '../core/problems/failures.js';
import { record, recordNotComparable, type VerificationStand, type VerifyStep } from '../core/verification.js';
import { gentleMs, keysPerRead, verifyTurnMs, walkKeys, walkRestarts } from './limits.js';
import { readByKeys } from './readByKeys.js';
import { rehearse } from './rehearse.js';
import { judge, rehearsing, versionOf } from './verdict.js';
import { lookAgain } from './verifyAgain.js';
import { lookAtRepeated } from './verifyRepeated.js';
import type { VerifyPorts } from './verifyPorts.js';

/** `done`: both sides are compared; `turn`: there is more to do; `ended`: it was cancelled, or another attempt has it. */
export type VerifyEnd = 'done' | 'turn' | 'ended';

/**
 * Compares both sides of a mapping, one page after the other and so in the same memory whatever their size: Campaign's records with
 * Dynamics', then Dynamics' keys with those seen, then what differs once more. Each step is kept before the next begins.
 */
export async function verify(stand: VerificationStand, ports: VerifyPorts, stop: AbortSignal): Promise<VerifyEnd> {
  let calls = 0;
  const gate: Gate = {
    signal: stop,
    check(call) {
      stop.throwIfAborted();
      if (call) calls += 1;
    },
  };
  const until = ports.clock.monotonic() + verifyTurnMs;
  let at = stand;
  try {
    while (ports.clock.monotonic() < until) {
      const began = ports.clock.monotonic();
      const step = await next(at, ports, gate);
      if (step === 'done') return 'done';
      if (step !== null) {
        const kept = await ports.store.keep({ ...step, engineCalls: calls });
        if (!kept) return 'ended';
        calls = 0;
        at = step.stand;
        // What the lane itself needs of both systems comes first.
        if (kept.busy) await ports.clock.sleep(Math.max(gentleMs, ports.clock.monotonic() - began), stop);
      }
      gate.check();
    }
    return 'turn';
  } catch (error) {
    if (stop.aborted) return 'turn';
    throw error;
  } finally {
    // What a step that is not kept has asked is billed all the same.
    if (calls > 0) await ports.store.bill(calls);
  }
}

async function next(stand: VerificationStand, ports: VerifyPorts, gate: Gate): Promise<VerifyStep | 'done' | null> {
  if (stand.phase === 'again') {
    const step = await lookAgain(stand, ports, gate);
    return step === 'done' ? lookAtRepeated(stand, ports, gate) : step;
  }
  try {
    return await (stand.phase === 'campaign' ? walkCampaign : walkDynamics)(stand, ports, gate);
  } catch (error) {
    if (!(error instanceof PositionLost) || stand.link === null) throw error;
    return { stand: beginAnew(stand, ports) };
  }
}

/** The walk begins anew: what was seen is known, and counts once. */
function beginAnew(stand: VerificationStand, { rules }: VerifyPorts): VerificationStand {
  const restarts = stand.restarts + 1;
  const { mapping } = rules.plan;
  if (restarts > walkRestarts)
    throw new CannotGoOn('verify-pages-lost', { scope: 'lane', params: { mapping: mapping.id, restarts } });
  const { read, findings } = stand;
  const again = { ...stand, link: null, restarts };
  if (stand.phase === 'dynamics') return { ...again, read: { ...read, dynamics: 0 } };
  return { ...again, read: { ...read, campaign: 0 }, findings: { ...findings, foreign: 0 } };
}

/** A page of Campaign's records beside what Dynamics has of the same keys. */
async function walkCampaign(from: VerificationStand, ports: VerifyPorts, gate: Gate): Promise<VerifyStep> {
  const { rules, source, resource, store } = ports;
  const stand = structuredClone(from);
  if (stand.link === null) stand.size = await source.size(rules.plan.table, gate.signal);
  const page = await resource.page(rules.plan.resource, stand.link, keysPerRead, gate);
  const bodies = new Map<string, StoredRecord['body']>();
  const repeated = new Set<string>();
  for (const body of page.bodies) {
    const key = valueAt(body, rules.compiled.keyPath);
    const guid = typeof key === 'string' ? canonicalGuid(key) : null;
    if (guid === null) {
      stand.findings.foreign += 1;
      continue;
    }
    if (bodies.has(guid)) repeated.add(guid);
    bodies.set(guid, body);
  }
  const shown = [...bodies.keys()];
  const before = await store.seen(shown);
  // A walk that was begun anew shows again what earlier ones have shown.
  for (const [key, restarts] of before) if (restarts === stand.restarts) repeated.add(key);
  const keys = shown.filter((key) => !before.has(key));
  const rows = await readByKeys(keys, rules, source, gate);
  const candidates = await compare(keys, rows, bodies, stand, ports, gate);
  stand.read.campaign += page.bodies.length;
  stand.link = page.next;
  if (page.next === null) stand.phase = 'dynamics';
  // A key in the path is unique in Campaign.
  return { stand, seen: shown, repeated: rules.lookup.by.by === 'filter' ? [...repeated] : [], candidates };
}

/** A page of Dynamics' keys: those that Campaign did not show. */
async function walkDynamics(from: VerificationStand, ports: VerifyPorts, gate: Gate): Promise<VerifyStep> {
  const { rules, source, table, store } = ports;
  const stand = structuredClone(from);
  const request = { table: rules.plan.table, properties: [], displayValues: false, records: walkKeys };
  const page = await table.page({ ...request, link: stand.link }, gate.signal);
  const listed = [...new Set(page.records.map(([key]) => key))];
  const before = await store.seen(listed);
  const keys = listed.filter((key) => !before.has(key));
  const rows = await readByKeys(keys, rules, source, gate);
  // Gone since: neither side has it.
  const candidates = await compare([...rows.keys()], rows, new Map(), stand, ports, gate);
  stand.read.dynamics += page.records.length;
  stand.link = page.next;
  if (page.next === null) stand.phase = 'again';
  return { stand, seen: [...rows.keys()], candidates };
}

/** Counts what is clear at the first look; the rest is looked at again. */
async function compare(
  keys: readonly string[],
  rows: ReadonlyMap<string, SourceRow>,
  bodies: ReadonlyMap<string, StoredRecord['body']>,
  { findings }: VerificationStand,
  ports: VerifyPorts,
  gate: Gate,
): Promise<NonNullable<VerifyStep['candidates']>> {
  const records = keys.map((key): QueuedRecord => [key, rows.get(key) ?? null]);
  const candidates: { key: string; version: Uint8Array | null; looks: number }[] = [];
  const find = (key: string) => {
    const body = bodies.get(key);
    return Promise.resolve(body ? { body, ref: '' } : null);
  };
  for (const rehearsal of await rehearse(records, rehearsing(ports, rows, find, gate))) {
    const { verdict, notComparable } = judge(rehearsal, bodies.has(rehearsal.key), ports.rules);
    if (verdict === 'equal' || verdict === 'filteredOut') {
      record(findings, verdict, rehearsal.key);
      recordNotComparable(findings, notComparable);
    } else {
      const { key, row } = rehearsal;
      candidates.push({ key, version: versionOf(row, ports.store), looks: 1 });
    }
  }
  return candidates;
}

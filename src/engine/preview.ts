import { explainFilter } from '../core/filter/explain.js';
import type { QueuedRecord } from '../core/lane.js';
import { valueAt } from '../core/mapping/writePlan.js';
import type { Destination, Gate, Source, TableWalk } from '../core/ports.js';
import { estimate, type PreviewEstimate, type PreviewFacts, type ShownValue } from '../core/preview.js';
import { callsLater } from './callsLater.js';
import type { WriterStore } from './ports.js';
import { readByKeys } from './readByKeys.js';
import { type Rehearsal, type RehearsalPorts, rehearse } from './rehearse.js';
import type { LaneRules } from './rules.js';

export interface PreviewPorts {
  readonly rules: LaneRules;
  readonly store: Pick<WriterStore, 'ledger' | 'absent' | 'hash'> & {
    /** How many records of the lane are in Campaign. */
    present(): Promise<number>;
  };
  readonly source: Source;
  readonly walk: TableWalk;
  readonly destination: Pick<Destination, 'find'>;
  readonly signal: AbortSignal;
}

/** The first records of the table, or those with these keys (lower case, each once). */
export type PreviewWish = { readonly first: number } | { readonly keys: readonly string[] };

export interface Previewed {
  readonly records: readonly PreviewFacts[];
  readonly estimate: PreviewEstimate | null;
  /** Calls to Campaign that it took. */
  readonly engineCalls: number;
}

/** Records as they would be written now. Reads both systems and writes nothing. */
export async function preview(wish: PreviewWish, ports: PreviewPorts): Promise<Previewed> {
  const { rules, store, source, destination, signal } = ports;
  let engineCalls = 0;
  const gate: Gate = {
    signal,
    check(call) {
      signal.throwIfAborted();
      if (call) engineCalls += 1;
    },
  };
  const { records, whole } = await wished(wish, ports, gate);
  const known = await store.ledger(records.map(([key]) => key));
  const rehearsal: RehearsalPorts = {
    rules,
    store: { ...store, ledger: () => Promise.resolve(known) },
    source,
    find: (key) => destination.find(rules.lookup, key, gate),
    gate,
  };
  const rehearsals = await rehearse(records, rehearsal);
  const explain = explainFilter(rules.plan.mapping.filter, rules.plan.table);
  const facts = rehearsals.map((rehearsal) => factsOf(rehearsal, rules, explain));
  if ('keys' in wish) return { records: facts, estimate: null, engineCalls };
  const [size, present, later] = await Promise.all([
    whole ? records.length : source.size(rules.plan.table, signal),
    store.present(),
    callsLater(rehearsals, rehearsal),
  ]);
  const sample = rehearsals.map(({ kind, calls, key }) => ({
    kind,
    calls: later.get(key) ?? calls,
    present: known.get(key)?.present ?? false,
  }));
  return { records: facts, estimate: estimate(sample, size, present), engineCalls };
}

async function wished(
  wish: PreviewWish,
  { rules, source, walk }: PreviewPorts,
  gate: Gate,
): Promise<{ records: readonly QueuedRecord[]; whole: boolean }> {
  if ('keys' in wish) {
    const rows = await readByKeys(wish.keys, rules, source, gate);
    return { records: wish.keys.map((key) => [key, rows.get(key) ?? null]), whole: false };
  }
  const { plan, properties, displayValues } = rules;
  const request = { table: plan.table, properties, displayValues, records: wish.first, link: null };
  const page = await walk.page(request, gate.signal);
  return { records: page.records.slice(0, wish.first), whole: page.next === null };
}

type Explain = ReturnType<typeof explainFilter>;

function factsOf(rehearsal: Rehearsal, { compiled }: LaneRules, explain: Explain): PreviewFacts {
  const { key, row } = rehearsal;
  switch (rehearsal.kind) {
    case 'insert': {
      const fields = compiled.fields.flatMap(({ field, path }) => {
        const value = valueAt(rehearsal.body, path);
        return value === undefined ? [] : [{ field, value: shown(value) }];
      });
      return { key, kind: 'insert', fields };
    }
    case 'update': {
      const fields = compiled.fields.flatMap(({ field, path }) => {
        const after = valueAt(rehearsal.body, path);
        return after === undefined
          ? []
          : [{ field, before: shown(valueAt(rehearsal.stored, path)), after: shown(after) }];
      });
      return { key, kind: 'update', fields };
    }
    case 'delete':
      return { key, kind: 'delete', held: rehearsal.held, conditions: row ? [...explain(row)] : [] };
    case 'filteredOut':
      return { key, kind: 'filteredOut', conditions: row ? [...explain(row)] : [] };
    case 'rejected':
      return { key, kind: 'rejected', problem: { code: rehearsal.code, params: { ...rehearsal.params } } };
    case 'waiting':
      return { key, kind: 'waiting', parent: { mapping: rehearsal.missing.lane, key: rehearsal.missing.key } };
    default:
      return { key, kind: rehearsal.kind };
  }
}

/** A link shows the key that it is written by, or what Campaign calls the record that it names: its PKey never leaves the process. */
function shown(value: unknown): ShownValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'object' || value === null) return null;
  const { PKey, title } = value as { PKey?: unknown; title?: unknown };
  if (typeof PKey === 'string' && !PKey.startsWith('@')) return PKey;
  return typeof title === 'string' ? title : null;
}

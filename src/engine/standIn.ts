import type { Destination, Gate, StoredRecord } from '../core/ports.js';
import { RecordRefused } from '../core/problems/failures.js';
import type { LaneRules } from './rules.js';

type Body = Readonly<Record<string, unknown>>;

/** Campaign as far as one record goes, for who only rehearses: it answers as Campaign would and counts the calls, and nothing is sent. */
export interface StandIn {
  readonly destination: Destination;
  readonly gate: Gate;
  calls(): number;
  /** What the record is made of, where it is created. */
  created(): Body;
}

/**
 * @param held what Campaign holds, or why it does not give it: it knows the record all the same
 * @param rules of a record that is looked up by a filter no reference is remembered
 */
export function standIn(
  held: StoredRecord | RecordRefused | null,
  { rules, gate: outer }: { readonly rules: LaneRules; readonly gate: Gate },
): StandIn {
  let calls = 0;
  let stored = held;
  let created: Body = {};
  const gate: Gate = {
    signal: outer.signal,
    check(call) {
      outer.check();
      if (call) calls += 1;
    },
  };
  const destination: Destination = {
    async find(_lookup, _key, asked) {
      asked.check('read');
      if (stored instanceof RecordRefused) throw stored;
      return stored;
    },
    async create(_lookup, _key, body, asked) {
      asked.check('create');
      if (stored && rules.plan.mapping.idField.unique) return 'exists';
      created = body;
      stored = { body, ref: '' };
      return 'created';
    },
    async patch(_stored, body, asked) {
      asked.check('update');
      created = { ...created, ...body };
      return true;
    },
    async patchUnseen({ by }, _key, _body, asked) {
      if (by.by !== 'path') return null;
      asked.check('update');
      return stored !== null;
    },
    async remove(_stored, asked) {
      asked.check('delete');
      return true;
    },
  };
  return { destination, gate, calls: () => calls, created: () => created };
}

import assert from 'node:assert/strict';
import {
  type KnownParent,
  type KnownPlace,
  needsSource,
  parentReason,
  type SourceStanding,
  whereaboutsOf,
} from '../../src/core/rules/whereabouts.js';

const unknown: KnownPlace = {
  queuedAt: null,
  again: false,
  deleteHeld: false,
  waitingSince: null,
  rejectedId: null,
  present: null,
  outcome: null,
};
const out: SourceStanding = {
  kind: 'filteredOut',
  conditions: [{ pointer: '/conditions/0', column: 'statecode', comparison: 'equals' }],
};
const sources = [null, { kind: 'absent' }, { kind: 'passes' }, out] as const;
const placesOf = (known: Partial<KnownPlace>) =>
  sources.map((source) => whereaboutsOf({ ...unknown, ...known }, source));

describe('where a record is', () => {
  it('is told by the ledger where that knows, whatever Dynamics has since', () => {
    for (const [present, outcome, now] of [
      [true, 'inserted', 'written'],
      [true, 'suppressed', 'written'],
      [true, 'filteredOut', 'filteredOut'],
      [false, 'deletedFiltered', 'filteredOut'],
      [true, 'gone', 'kept'],
      [false, 'gone', 'deleted'],
      [false, 'deleted', 'deleted'],
    ] as const)
      assert.deepEqual(placesOf({ present, outcome }), [now, now, now, now]);
  });

  it('is told by Dynamics where nothing, or nothing certain, is known here', () => {
    assert.deepEqual(placesOf({}), [null, null, 'unread', 'filteredOut']);
    assert.deepEqual(placesOf({ present: true, outcome: 'dropped' }), ['written', 'kept', 'written', 'filteredOut']);
    assert.deepEqual(placesOf({ present: false, outcome: 'rejected' }), ['absent', 'deleted', 'absent', 'filteredOut']);
    assert.deepEqual(placesOf({ present: false }), ['absent', 'deleted', 'absent', 'filteredOut']);
  });

  it('is the last place on its way that it has come to, and Dynamics is not asked', () => {
    const [at, all] = [new Date(), { present: true, outcome: 'filteredOut' } as const];
    for (const [place, now] of [
      [{ queuedAt: at, again: true }, 'queued'],
      [{ again: true, deleteHeld: true }, 'retrying'],
      [{ deleteHeld: true, waitingSince: at }, 'deleteHeld'],
      [{ waitingSince: at, rejectedId: 7 }, 'waiting'],
      [{ rejectedId: 7 }, 'rejected'],
    ] as const) {
      assert.equal(whereaboutsOf({ ...unknown, ...all, ...place }, out), now);
      assert.equal(needsSource({ ...unknown, ...all, ...place }), false);
    }
  });
});

describe('why a parent is not there', () => {
  const reasonsOf = (known: Partial<KnownParent>) =>
    sources.map((source) =>
      parentReason({ present: null, outcome: null, deleteHeld: false, rejected: false, ...known }, source),
    );

  it('is told by Dynamics, or by the ledger where that does not answer', () => {
    const told = ['parent-gone', 'parent-not-there', 'parent-filtered'];
    assert.deepEqual(reasonsOf({}), ['parent-not-known', ...told]);
    assert.deepEqual(reasonsOf({ present: false, outcome: 'deletedFiltered' }), ['parent-filtered', ...told]);
    assert.deepEqual(reasonsOf({ present: false, outcome: 'gone' }), ['parent-gone', ...told]);
    assert.deepEqual(reasonsOf({ present: true, outcome: 'updated', deleteHeld: true }), ['parent-gone', ...told]);
  });

  it('is known here of one that was rejected, or has just come', () => {
    assert.deepEqual(new Set(reasonsOf({ rejected: true, outcome: 'rejected' })), new Set(['parent-rejected']));
    assert.deepEqual(new Set(reasonsOf({ present: true, outcome: 'inserted' })), new Set(['parent-there']));
  });
});

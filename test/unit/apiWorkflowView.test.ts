import assert from 'node:assert/strict';
import type { Snapshot } from '../../src/api/live/snapshot.js';
import { workflowView } from '../../src/api/live/workflowView.js';
import { defaultDocument } from '../../src/core/config/defaultDocument.js';
import { workflowView as schema } from '../../src/core/views.js';
import type { LaneOverview } from '../../src/store/overview.js';
import { runningStatus } from '../support/entityStatus.js';

const asOf = new Date('2026-11-23T12:00:00Z');
const document = defaultDocument('ingress');

const counts = {
  read: 5,
  inserted: 1,
  updated: 1,
  unchanged: 1,
  suppressed: 0,
  deleted: 0,
  dropped: 1,
  rejected: 1,
  engineCalls: 3,
};

const lane = (changes: Partial<LaneOverview> = {}): LaneOverview => ({
  lane: 'contact',
  state: 'live',
  failure: null,
  backlog: 2,
  counts,
  calls: { create: 1, read: 1, update: 1, delete: 0, verify: 0 },
  load: { read: 10, done: 8, total: null },
  replay: null,
  behind: null,
  rejectedNow: 1,
  waitingNow: 0,
  heldNow: 0,
  notes: [],
  positionAt: null,
  lastSuccessAt: null,
  ...changes,
});

const snapshot = (changes: Partial<Snapshot> = {}): Snapshot => ({
  sighting: { kind: 'open', status: runningStatus() },
  lanes: [lane()],
  saved: { version: 1, document },
  applied: { version: 1, document },
  otherSettings: false,
  asOf,
  ...changes,
});

const view = (changes: Partial<Snapshot> = {}, locale: 'en' | 'fr' = 'en') => {
  const made = workflowView('dev', 'ingress', snapshot(changes), locale);
  return schema.parse(made) && made;
};

describe('the view of a workflow', () => {
  it('adds the lanes up', () => {
    const later = new Date('2026-11-23T11:59:00Z');
    const shown = view({ lanes: [lane({ lastSuccessAt: new Date(0) }), lane({ lane: 'b', lastSuccessAt: later })] });
    assert.equal(shown.backlog.records, 4);
    assert.equal(shown.backlog.asOf, asOf.toISOString());
    assert.equal(shown.rejected, 2);
    assert.equal(shown.lastSuccessAt, later.toISOString());
  });

  it('shows a load only while it lasts', () => {
    const shown = view({ lanes: [lane({ state: 'loading' }), lane({ state: 'live' })] });
    assert.deepEqual(
      shown.lanes.map(({ load }) => load),
      [{ read: 10, done: 8, total: null }, null],
    );
  });

  it('is STOPPED for what Temporal does not know, was cancelled or completed', () => {
    assert.deepEqual(view({ sighting: { kind: 'absent' } }).since, null);
    for (const sighting of [
      { kind: 'absent' },
      { kind: 'ended', how: 'CANCELLED', at: asOf },
      { kind: 'ended', how: 'COMPLETED', at: asOf },
    ] as const) {
      const shown = view({ sighting });
      assert.deepEqual([shown.status, shown.failure], ['STOPPED', null]);
    }
  });

  it('is FAILED, with how and when, for what was ended from outside', () => {
    for (const how of ['TERMINATED', 'FAILED', 'TIMED_OUT'] as const) {
      const shown = view({ sighting: { kind: 'ended', how, at: asOf } });
      assert.deepEqual(
        [shown.status, shown.since, shown.failure?.code],
        ['FAILED', asOf.toISOString(), 'workflow-ended'],
      );
      assert.equal(shown.failure?.at, asOf.toISOString());
    }
  });

  it('has pending changes when the contents differ, whatever the numbers', () => {
    const other = { ...document, mappings: [] };
    assert.equal(view({ saved: { version: 2, document } }).pendingChanges, false);
    assert.equal(view({ saved: { version: 2, document: other } }).pendingChanges, true);
    assert.equal(view({ saved: { version: 2, document: other }, applied: null }).pendingChanges, false);
  });

  it('has pending changes while a replay waits for the next start', () => {
    const { pending, pendingChanges } = view({ lanes: [lane({ replay: 'requested' }), lane({ replay: 'running' })] });
    assert.deepEqual(
      [pending, pendingChanges],
      [{ configuration: false, settings: false, replays: ['contact'] }, true],
    );
  });

  it('has pending changes while lanes run under older settings', () => {
    const { pending, pendingChanges } = view({ otherSettings: true });
    assert.deepEqual([pending.settings, pendingChanges], [true, true]);
  });

  it('tells why a start would have nothing to do, in the reader’s language', () => {
    const saved = { version: 2, document: { mappings: [] } };
    const [english, french] = [view({ saved }), view({ saved }, 'fr')].map(({ startable }) => startable);
    assert.ok(english && !english.ok && french && !french.ok);
    assert.equal(english.reason.code, french.reason.code);
    assert.notEqual(english.reason.sentence, french.reason.sentence);
  });

  it('shows a wait of a lane until it is over', () => {
    const wait = (until: string) =>
      view({
        sighting: {
          kind: 'open',
          status: runningStatus({ waits: [{ lane: 'contact', system: 'dynamics', until, code: 'dynamics-limited' }] }),
        },
      }).lanes[0]?.waiting;
    assert.equal(wait('2026-11-23T12:03:00.000Z')?.until, '2026-11-23T12:03:00.000Z');
    assert.equal(wait('2026-11-23T12:03:00.000Z')?.problem.code, 'dynamics-limited');
    assert.equal(wait('2026-11-23T11:59:00.000Z'), null);
  });

  it('warns of lanes that stand still while the workflow runs, and of a refused start', () => {
    const parked = lane({ state: 'parked', failure: { code: 'dynamics-tracking-off', params: { table: 'contact' } } });
    const refused = { code: 'no-table-mapping', params: {} };
    const running = view({ lanes: [parked, lane({ lane: 'b' })] });
    assert.deepEqual(
      running.warnings.map(({ code, lane: name }) => [code, name]),
      [['dynamics-tracking-off', 'contact']],
    );
    assert.equal(running.lanes[0]?.failure?.lane, 'contact');
    const sighting = { kind: 'open', status: runningStatus({ status: 'STOPPED', refused }) } as const;
    assert.deepEqual(
      view({ lanes: [parked], sighting }).warnings.map(({ code }) => code),
      ['no-table-mapping'],
    );
  });

  it('shows what waits, what is held, a replay, what appeared, and what Adobe’s rule would have cost', () => {
    const appeared = { code: 'column-appeared', params: { mapping: 'contact', table: 'contact', column: 'new_x' } };
    const waiting = lane({ waitingNow: 4, heldNow: 2, replay: 'requested', behind: 'account', notes: [appeared] });
    const { waiting: all, lanes } = view({ lanes: [waiting, lane({ lane: 'b', waitingNow: 3 })] });
    assert.equal(all, 7);
    const [shown] = lanes;
    assert.deepEqual([shown?.waitingRecords, shown?.heldDeletes, shown?.behind], [4, 2, 'account']);
    assert.deepEqual(shown?.replay, { state: 'requested' });
    assert.match(shown?.notes[0]?.sentence ?? '', /new_x/);
    // 1 inserted, 1 updated, 1 unchanged
    assert.equal(shown?.adobeCalls, 4);
  });

  it('warns of a position that grows too old, whether the workflow runs or not', () => {
    const old = lane({ positionAt: new Date('2026-11-18T10:00:00Z') });
    const sighting = { kind: 'open', status: runningStatus({ status: 'STOPPED' }) } as const;
    assert.deepEqual(
      view({ lanes: [old], sighting }).warnings.map(({ code, params }) => [code, params]),
      [['position-ageing', { mapping: 'contact', days: 5, date: '2026-11-25' }]],
    );
    assert.deepEqual(view({ lanes: [lane({ ...old, state: 'new' })] }).warnings, []);
  });

  it('tells of a command that could not be carried out, for a while', () => {
    const problem = { code: 'mapping-not-applied', params: { mapping: 'account' } };
    const closed = { id: 'x', name: 'replay', mapping: 'account', records: null, problem };
    const at = (time: string) =>
      view({ sighting: { kind: 'open', status: runningStatus({ carriedOut: [{ ...closed, at: time }] }) } }).warnings;
    assert.deepEqual(
      at('2026-11-23T11:40:00.000Z').map(({ code }) => code),
      ['mapping-not-applied'],
    );
    assert.deepEqual(at('2026-11-23T09:40:00.000Z'), []);
  });

  it('shows the failure that the workflow tells', () => {
    const failure = { code: 'dynamics-secret-wrong', params: {}, at: '2026-11-23T11:30:00.000Z' };
    const shown = view({ sighting: { kind: 'open', status: runningStatus({ status: 'FAILED', failure }) } });
    assert.equal(shown.failure?.code, 'dynamics-secret-wrong');
    assert.ok(shown.failure.remedy);
  });
});

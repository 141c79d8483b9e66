import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { Context } from '../../src/activities/context.js';
import { type Prepared, type PrepareInput, prepare } from '../../src/activities/prepare.js';
import { CannotGoOn } from '../../src/core/problems/failures.js';
import { appliedVersion } from '../../src/store/applied.js';
import { replayOf, requestReplay } from '../../src/store/replays.js';
import { laneTotals } from '../../src/store/totals.js';
import { type FreshStore, freshStore, instance, lanePlan, workflow } from '../support/storedLane.js';
import { until } from '../support/until.js';

/** One attempt of the activity, which hangs until it is let on. */
interface Attempt {
  readonly ended: Promise<Prepared>;
  letOn(): void;
}

/** Systems that answer once they are let to; what they know of the table is as it was when they were asked. */
function preparing(store: FreshStore) {
  const gates: (() => void)[] = [];
  let missing = false;
  const systemsNow = (gone: boolean) => ({
    dynamics: {
      testConnection: () => new Promise<void>((resolve) => gates.push(resolve)),
      metadata: {
        readTable: async (table: string) => {
          if (gone) throw new CannotGoOn('dynamics-table-unknown', { scope: 'lane', params: { table } });
          return { ...lanePlan.table, changeTracking: true };
        },
        countRecords: async () => new Map<string, number>(),
      },
    },
    campaign: {
      testConnection: async () => {},
      metadata: { readResource: async () => lanePlan.resource, probeKey: async () => {} },
    },
  });
  const context = { database: store, connectors: { of: async () => systemsNow(missing) } } as unknown as Context;
  return {
    setMissing(gone: boolean) {
      missing = gone;
    },
    async begin(): Promise<Attempt> {
      const nth = gates.length;
      const input = { instance, workflow, apply: true } as const;
      const ended = new MockActivityEnvironment().run<[PrepareInput], Prepared, ReturnType<typeof prepare>>(
        prepare(context),
        input,
      );
      await until(() => gates.length > nth, { what: 'the attempt asks the systems' });
      return { ended, letOn: () => gates[nth]?.() };
    },
  };
}

async function save({ db }: FreshStore, version: number, ...names: string[]): Promise<void> {
  const mappings = names.map((id) => ({ ...lanePlan.mapping, id, dynamicsTable: id, campaignResource: id }));
  await db
    .insertInto('configurations')
    .values({ instance, workflow, version, document: JSON.stringify({ mappings }), saved_by: 'ana' })
    .execute();
}

const lanesOf = async ({ db }: FreshStore) =>
  (await laneTotals(db, instance, workflow)).map(({ lane, state }) => [lane, state]);

describe('an attempt to prepare a start that ends after its successor', function () {
  this.timeout(90_000);

  it('does not bring its older version back', async () => {
    const store = await freshStore();
    const { begin } = preparing(store);
    await save(store, 1, 'contact');
    const hung = await begin();
    await save(store, 2, 'contact', 'store');
    const second = await begin();
    second.letOn();
    assert.equal((await second.ended).kind, 'prepared');
    hung.letOn();
    const late = await hung.ended;
    const lanes = [
      ['contact', 'new'],
      ['store', 'new'],
    ];
    assert.deepEqual([await appliedVersion(store.db, instance, workflow), await lanesOf(store)], [2, lanes]);
    assert.ok(late.kind === 'prepared');
    assert.deepEqual([late.version, late.lanes.map(({ lane, state }) => [lane, state])], [2, lanes]);
  });

  it('changes nothing of the same version either', async () => {
    const store = await freshStore();
    const { begin, setMissing } = preparing(store);
    await save(store, 1, 'contact');
    setMissing(true);
    const hung = await begin();
    setMissing(false);
    const second = await begin();
    second.letOn();
    await second.ended;
    await requestReplay(store.db, instance, workflow, 'contact', 'ana');
    hung.letOn();
    await hung.ended;
    assert.deepEqual(await lanesOf(store), [['contact', 'new']], 'it found a table missing that is there now');
    assert.equal((await replayOf(store.db, instance, workflow, 'contact'))?.state, 'requested', 'for the next start');
  });
});

import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { discardRejected, groupRejected, retryRejected } from '../../src/store/rejected.js';
import { arrange, type FreshStore, freshStore, instance, workflow } from '../support/storedLane.js';

const of = { instance, workflow } as const;
const many = 120_000;

describe('store: many rejected records', function () {
  this.timeout(60_000);
  let store: FreshStore;
  const inTransaction = <T>(work: (tx: FreshStore['db']) => Promise<T>) => store.db.transaction().execute(work);

  before(async () => {
    store = await freshStore();
    await arrange(store, 'contact', 'store');
    await sql`
      insert into rejected_records (lane, key, number, code, params, rejected_at)
      select l.id, gen_random_uuid(), 1, case when n % 3 = 0 then 'text-too-long' else 'campaign-email' end,
        jsonb_build_object('field', l.name || n), now() - n * interval '1 second'
      from lanes l, generate_series(1, ${many / 2}::integer) n`.execute(store.db);
  });

  it('are counted by mapping and reason, with what was wrong in the newest', async () => {
    const groups = await groupRejected(store.db, of, {});
    assert.deepEqual(
      groups.map(({ mapping, code, params, records }) => [mapping, code, params, records]),
      [
        ['contact', 'campaign-email', { field: 'contact59999' }, 40_000],
        ['store', 'campaign-email', { field: 'store59999' }, 40_000],
        ['contact', 'text-too-long', { field: 'contact60000' }, 20_000],
        ['store', 'text-too-long', { field: 'store60000' }, 20_000],
      ],
    );
  });

  it('are all tried again, each once, however many statements it takes', async () => {
    assert.equal(await inTransaction((tx) => retryRejected(tx, of, { reason: 'text-too-long' })), 40_000);
    assert.equal(await inTransaction((tx) => retryRejected(tx, of, {})), many);
    const { rows } =
      await sql`select count(*)::integer as asked, count(distinct key)::integer as keys from again`.execute(store.db);
    assert.deepEqual(rows, [{ asked: many, keys: many }]);
  });

  it('are all discarded, and those that are not meant stay', async () => {
    assert.equal(await inTransaction((tx) => discardRejected(tx, of, { reason: 'campaign-email' })), 80_000);
    assert.equal(await inTransaction((tx) => discardRejected(tx, of, {})), 40_000);
    assert.deepEqual(await groupRejected(store.db, of, {}), []);
  });
});

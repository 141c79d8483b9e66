import assert from 'node:assert/strict';
import { type KyselyPlugin, sql } from 'kysely';
import { askAgain, enqueueAgain } from '../../src/store/again.js';
import { applyVersion } from '../../src/store/applied.js';
import { keepCheckpoint } from '../../src/store/checkpoint.js';
import { once } from '../../src/store/commands.js';
import type { Db } from '../../src/store/database.js';
import { confirmDeletes } from '../../src/store/deletes.js';
import { noteDoubt } from '../../src/store/doubt.js';
import { releaseWriter } from '../../src/store/lanes.js';
import { enqueue } from '../../src/store/queue.js';
import { beginReplay, requestReplay } from '../../src/store/replays.js';
import { compareDoubtful } from '../../src/store/tend/doubts.js';
import { expireWaiting } from '../../src/store/tend/expire.js';
import { releaseArrived } from '../../src/store/tend/release.js';
import { sweep } from '../../src/store/tend/sweep.js';
import { awaits, deleted, type Family, held, plansOf, storedFamily } from '../support/storedFamily.js';
import {
  checkpointOf,
  contact,
  contacts,
  instance,
  keyOf,
  positionOf,
  refused,
  workflow,
  written,
} from '../support/storedLane.js';

const kin = { account: {}, contact: { parents: ['account'] } };

/** The same database, for a process that dies instead of sending its nth statement. */
function dyingBefore(db: Db, nth: number): Db {
  let sent = 0;
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      sent += 1;
      if (sent === nth) throw new Error('died');
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  return db.withPlugin(plugin);
}

/** Everything that is kept, as text. */
async function content({ store: { db } }: Family): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'passerelle' order by 1`.execute(db);
  const all: unknown[] = [];
  for (const { name } of tables)
    all.push(name, (await sql`select * from ${sql.table(name)} order by 1, 2`.execute(db)).rows);
  return JSON.stringify(all);
}

/** Does `work` again and again, dying one statement later each time: nothing at all is kept until it ends. */
async function diesAnywhere(family: Family, work: (db: Db) => Promise<unknown>): Promise<number> {
  for (let nth = 1; nth < 60; nth += 1) {
    const before = await content(family);
    const died = await work(dyingBefore(family.store.db, nth)).then(
      () => false,
      (error: unknown) => {
        assert.match(String(error), /died/);
        return true;
      },
    );
    if (!died) return nth - 1;
    assert.equal(await content(family), before, `died before statement ${nth}`);
  }
  throw new Error('it never ended');
}

describe('store: a process that dies between two statements', function () {
  this.timeout(120_000);

  it('has kept all of a checkpoint or nothing', async () => {
    const family = await storedFamily(kin);
    const lane = family.lane('contact');
    const { sealer } = family.store;
    await lane.put('load', [contacts(8)], 'changes');
    await lane.keep([awaits(2, 0, 'account', 9), held(3, 0), refused(4, 0)]);
    const outcomes = [
      written(0, 1),
      awaits(1, 1, 'account', 9),
      written(2, 1, { settles: true }),
      deleted(3, 1, { settles: true }),
      written(4, 1, { doubtful: true }),
      held(5, 1),
      refused(6, 1),
      refused(7, 1),
    ];
    const checkpoint = checkpointOf(outcomes, { number: 1, done: [255], open: 0, phase: 'load' });
    const statements = await diesAnywhere(family, (db) => keepCheckpoint(db, sealer, lane.writer, checkpoint));
    assert.ok(statements >= 8, `${statements} statements`);
    assert.deepEqual([(await lane.known(1))?.waiting, (await lane.known(5))?.pendingDelete], [true, 'held']);
    assert.deepEqual([(await lane.known(2))?.waiting, (await lane.known(3))?.pendingDelete], [false, null]);
  });

  it('has put all of a page into the queue, or of what was read again, or nothing', async () => {
    const family = await storedFamily(kin);
    const { id } = family.lane('contact');
    const { db, sealer } = family.store;
    const page = {
      phase: 'load' as const,
      chunks: [contacts(2), contacts(2, 2)],
      next: positionOf('changes', 'two'),
      end: true,
    };
    assert.ok((await diesAnywhere(family, (dying) => enqueue(dying, sealer, id, family.fence, 0, page))) >= 4);
    await askAgain(db, id, [keyOf(1), keyOf(2)], 'retry');
    const records = [[contact(1)], [contact(2)]];
    const put = (dying: Db) => enqueueAgain(dying, sealer, id, family.fence, [keyOf(1), keyOf(2)], records);
    assert.ok((await diesAnywhere(family, put)) >= 4);
  });

  it('has done all of a step of tending or nothing', async () => {
    const family = await storedFamily(kin);
    const [account, lane] = [family.lane('account'), family.lane('contact')];
    const { db } = family.store;
    for (let reads = 0; reads < 2; reads += 1) await account.put('changes', []);
    await lane.keep([awaits(1, 1, 'account', 9), awaits(2, 1, 'account', 8), written(3, 1)]);
    await account.keep([written(9, 1)]);
    assert.ok((await diesAnywhere(family, (dying) => releaseArrived(dying, account.id))) >= 3);
    await sql`update waiting set since = since - interval '8 days'`.execute(db);
    assert.ok((await diesAnywhere(family, (dying) => expireWaiting(dying, lane.id))) >= 2);
    await noteDoubt(db, lane.writer, [keyOf(3)]);
    await sql`update in_doubt set due_at = now()`.execute(db);
    assert.ok((await diesAnywhere(family, (dying) => compareDoubtful(dying, lane.id))) >= 2);
    await sql`update lanes set sweep_below = 5, state = 'live' where id = ${lane.id}`.execute(db);
    await sql`delete from again`.execute(db);
    assert.ok((await diesAnywhere(family, (dying) => sweep(dying, lane.id))) >= 4);
    assert.deepEqual(await lane.again(), [1, 2, 3]);
  });

  it('has given back, doubted, confirmed, begun a replay and arranged lanes wholly or not at all', async () => {
    const family = await storedFamily(kin);
    const { id, writer } = family.lane('contact');
    const { db } = family.store;
    await family.lane('contact').keep([written(1, 1)]);
    assert.ok((await diesAnywhere(family, (dying) => noteDoubt(dying, writer, [keyOf(1)]))) >= 2);
    assert.ok((await diesAnywhere(family, (dying) => releaseWriter(dying, writer, true))) >= 2);
    await sql`update lanes set state = 'parked', failure = '{"code": "too-many-deletes"}' where id = ${id}`.execute(db);
    const confirm = (dying: Db) => confirmDeletes(dying, instance, workflow, 'contact', 9);
    assert.ok((await diesAnywhere(family, confirm)) >= 2);
    await requestReplay(db, instance, workflow, 'account', 'ana');
    const replay = (dying: Db) =>
      once(dying, { instance, workflow }, 'a', async (tx) => {
        await beginReplay(tx, instance, workflow, 'account');
      });
    assert.ok((await diesAnywhere(family, replay)) >= 4);
    await requestReplay(db, instance, workflow, 'contact', 'ana');
    const before = await content(family);
    const apply = (dying: Db) => applyVersion(dying, instance, workflow, 2, plansOf({ contact: {}, lead: {} }));
    for (let nth = 1; nth <= 8; nth += 1) {
      await assert.rejects(apply(dyingBefore(db, nth)), /died/);
      assert.equal(await content(family), before, `died before statement ${nth}`);
    }
    await apply(db);
    const names = await db.selectFrom('lanes').select('name').orderBy('id').execute();
    assert.deepEqual(
      names.map(({ name }) => name),
      ['contact', 'lead'],
    );
  });
});

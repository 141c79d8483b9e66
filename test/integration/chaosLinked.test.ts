import assert from 'node:assert/strict';
import { checkpointRecords } from '../support/chaosLimits.js';
import { repeatedWrites } from '../support/compare.js';
import { bornTooEarly, dangling, parentsOfRecords, writesIn } from '../support/linkedCompare.js';
import type { OwnProcess } from '../support/process.js';
import { asProcesses } from '../support/programs.js';
import { type LinkedWorld, linkedWorld } from '../support/linkedWorld.js';
import { type OwnPostgres, ownPostgres } from '../support/postgres.js';
import { rejectedRows } from '../support/rejected.js';
import { type OwnTemporal, ownTemporal } from '../support/temporal.js';
import { until } from '../support/until.js';

const rows = { contacts: 700, tables: { new_loyalty: 900, new_loyaltytransaction: 700, new_store: 150 } };
/** Of the worker, of PostgreSQL and of Temporal, each while one lane loads. */
const kills = 3;

describe('kill -9 in the middle of the load of linked tables', function () {
  this.timeout(150_000);
  let world: LinkedWorld<OwnProcess>;
  let control: LinkedWorld['sandbox']['control'];
  let database: OwnPostgres;
  let temporal: OwnTemporal;

  before(async () => {
    [database, temporal] = await Promise.all([ownPostgres(), ownTemporal()]);
    world = await linkedWorld({ ...rows, seed: 35, database, temporal }, asProcesses);
    control = world.sandbox.control;
    await control.latency('campaign', 400);
    await world.start();
  });
  after(() => world.end());

  const written = async (resource: string) => (await control.resource(resource).snapshot()).length;

  /** Kills what `kill` kills in the middle of the first load of a table, while other things happen. */
  async function killsWhileLoading(resource: string, total: number, kill: () => Promise<void>): Promise<void> {
    await until(async () => (await written(resource)) > total / 10, {
      what: `${resource} is being loaded`,
      limitMs: 60_000,
      everyMs: 50,
    });
    await disturb();
    await kill();
    assert.ok((await written(resource)) < total, `${resource} is in the middle of its load`);
  }

  /** What a kill must not lose: parents that go, children that come before their parents, changes. */
  async function disturb(): Promise<void> {
    const there = new Set((await control.snapshot('campaign', 'profile')).map(({ externalId }) => externalId));
    const gone = (await control.snapshot('dynamics', 'contact')).find(({ contactid }) => there.has(contactid));
    await control.contacts.deleteOne(String(gone?.['contactid']));
    const parent = (await control.contacts.put({ lastname: 'Late', emailaddress1: 'no address yet' })) as {
      contactid: string;
    };
    await control.tables.put('new_loyalty', { new_name: 'Early', new_contactid: parent.contactid });
    await control.contacts.change(10, ['firstname']);
    await control.tables.change('new_loyalty', 10, ['new_points']);
    await control.contacts.put({ contactid: parent.contactid, emailaddress1: 'late@parent.test' });
  }

  it('of the worker, of PostgreSQL and of Temporal loses nothing and writes no child before its parent', async () => {
    await killsWhileLoading('profile', rows.contacts, () => world.worker().kill());
    await world.restartWorker();
    await killsWhileLoading('cusLoyalty', rows.tables.new_loyalty, () => database.kill());
    await database.restart();
    await killsWhileLoading('cusLoyaltyTransaction', rows.tables.new_loyaltytransaction, () => temporal.kill());
    await temporal.restart();
    await disturb();
    assert.deepEqual(await dangling(control), []);
    await control.latency('campaign', 0);
    await world.settled({ limitMs: 90_000 });
    assert.deepEqual(await world.differences(), []);
    assert.deepEqual(await rejectedRows(database.url), []);
    const journal = await control.journal({ system: 'campaign' });
    assert.deepEqual(bornTooEarly(journal, await parentsOfRecords(control)), []);
    const created = writesIn(journal).filter(({ applied }) => applied === 'created');
    assert.equal(new Set(created.map(({ key }) => key)).size, created.length, 'nothing was created twice');
    const { refused } = repeatedWrites(journal);
    console.log(`      sent again after ${kills} kills: ${refused}`);
    assert.ok(refused <= kills * checkpointRecords, `${refused} creations were sent again`);
  });
});

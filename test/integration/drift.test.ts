import assert from 'node:assert/strict';
import type { ProblemDetails } from '../../src/core/views.js';
import { type LinkedWorld, linkedWorld } from '../support/linkedWorld.js';
import { until } from '../support/until.js';

describe('metadata that change while the workflow runs', function () {
  this.timeout(90_000);
  let world: LinkedWorld;
  let control: LinkedWorld['sandbox']['control'];

  before(async () => {
    world = await linkedWorld({
      contacts: 30,
      tables: { new_store: 40 },
      seed: 41,
      mappings: (all) => all.filter(({ id }) => id === 'account' || id === 'contact' || id === 'store'),
    });
    control = world.sandbox.control;
    await world.start();
    await world.settled();
  });
  after(() => world.end());

  const parked = (code: string, mapping = 'store') =>
    until(
      async () => {
        const { state, failure } = await world.lane(mapping);
        return state === 'parked' && failure?.code === code && failure;
      },
      { what: `${mapping} stands still: ${code}`, limitMs: 30_000 },
    );
  const stores = async () =>
    (await control.resource('cusStore').snapshot()).map(({ crmId, size, city }) => ({ crmId, size, city }));
  const store = async () => String((await control.snapshot('dynamics', 'new_store'))[0]?.['new_storeid']);
  const goesOn = async (mapping = 'store', { rejected = false } = {}) => {
    await world.must('POST', `/mappings/${mapping}/resume`);
    if (rejected) await world.must('POST', '/rejected/retry', {});
    await world.settled();
    assert.deepEqual(await world.differences(), []);
    assert.equal((await world.lane(mapping)).failure, null);
  };
  /** Another table's changes arrive all the same. */
  const othersGoOn = async () => {
    await control.contacts.change(2, ['firstname']);
    await world.settled({ parked: ['store'] });
    const view = await world.view();
    assert.equal(view.status, 'RUNNING');
    assert.deepEqual(
      view.warnings.map(({ lane }) => lane),
      ['store'],
    );
  };

  it('park the mapping before a wrong write when a column changes its type, and a resume goes on', async () => {
    const before = await stores();
    await control.changeDynamics({ table: 'new_store', retypeColumn: { name: 'new_size', type: 'String' } });
    const failure = await parked('column-type-changed');
    assert.deepEqual(failure.params, {
      mapping: 'store',
      table: 'new_store',
      column: 'new_size',
      was: 'double',
      now: 'string',
    });
    assert.ok(failure.remedy.length > 0);
    await othersGoOn();
    assert.deepEqual(await stores(), before, 'nothing of it was written');
    await control.changeDynamics({ table: 'new_store', restoreColumn: 'new_size' });
    await goesOn();
  });

  it('are found at a start before a wrong write, as often as it is started, and what is repaired goes on', async () => {
    const before = await stores();
    await world.stop();
    await control.changeDynamics({ table: 'new_store', retypeColumn: { name: 'new_size', type: 'String' } });
    for (const time of ['a start', 'another start']) {
      await world.start();
      const { params } = await parked('column-type-changed');
      assert.deepEqual([params?.['column'], params?.['was'], params?.['now']], ['new_size', 'double', 'string'], time);
      await othersGoOn();
      assert.deepEqual(await stores(), before, 'nothing of it was written');
      await world.stop();
    }
    await control.changeDynamics({ table: 'new_store', restoreColumn: 'new_size' });
    await world.start();
    await world.settled();
    assert.deepEqual(await world.differences(), []);
    assert.deepEqual((await world.view()).warnings, []);
  });

  it('are accepted by a resume, one by one, where the change is meant', async () => {
    await world.stop();
    await control.changeDynamics({ table: 'new_store', retypeColumn: { name: 'new_size', type: 'String' } });
    await control.changeCampaign({ resource: 'cusStore', retypeField: { name: 'city', length: 60 } });
    await world.start();
    await parked('column-type-changed');
    await world.must('POST', '/mappings/store/resume');
    const { params } = await parked('field-shortened');
    assert.equal(params?.['field'], 'city', 'nobody was told of it before');
    await goesOn();
    assert.ok(
      (await stores()).every(({ size }) => size === 0),
      'the column is empty, and that is meant',
    );
    await control.changeCampaign({ resource: 'cusStore', restoreField: 'city' });
    await world.stop();
    await world.start();
    await world.settled();
    await world.stop();
    await control.changeDynamics({ table: 'new_store', restoreColumn: 'new_size' });
    await world.start();
    await parked('column-type-changed');
    await goesOn();
  });

  it('name the field that a refusal hinted at', async () => {
    await control.changeCampaign({ resource: 'cusStore', removeField: 'city' });
    await control.tables.put('new_store', { new_storeid: await store(), new_city: 'Gone' });
    const failure = await until(
      async () => {
        const { state, failure: told } = await world.lane('store');
        return state === 'parked' && told;
      },
      { what: 'stores stand still', limitMs: 30_000 },
    );
    assert.equal(failure.params?.['field'], 'city');
    assert.match(failure.sentence, /city/);
    await control.changeCampaign({ resource: 'cusStore', restoreField: 'city' });
    await goesOn();
  });

  it('stay parked while nothing was repaired, and the command says so', async () => {
    await control.changeDynamics({ table: 'new_store', removeColumn: 'new_open' });
    await until(async () => (await world.lane('store')).state === 'parked', {
      what: 'stores stand still',
      limitMs: 30_000,
    });
    await world.must('POST', '/mappings/store/resume');
    const why = await until(
      async () => {
        const { failure } = await world.lane('store');
        return failure?.params?.['column'] === 'new_open' && failure;
      },
      { what: 'it is told what is missing' },
    );
    assert.equal(why.lane, 'store');
    await control.changeDynamics({ table: 'new_store', restoreColumn: 'new_open' });
    await goesOn();
  });

  it('are only noted when a column appears', async () => {
    await control.changeDynamics({ table: 'new_store', addColumn: { name: 'new_manager', type: 'String' } });
    const noted = await until(
      async () => {
        const { notes, state } = await world.lane('store');
        return state !== 'parked' && notes.find(({ code }) => code === 'column-appeared');
      },
      { what: 'the column is noted', limitMs: 30_000 },
    );
    assert.equal(noted.params?.['column'], 'new_manager');
    await world.settled();
    assert.deepEqual(await world.differences(), []);
    assert.deepEqual((await world.view()).warnings, []);
  });

  it('are found through a record that is rejected for what is gone', async () => {
    await control.changeCampaign({ resource: 'cusAccount', removeValue: { field: 'industry', value: 'retail' } });
    const account = (await control.snapshot('dynamics', 'account')).find((row) => row['industrycode'] !== 33);
    const accountid = String(account?.['accountid']);
    await control.tables.put('account', { accountid, industrycode: 33 });
    const failure = await parked('enumeration-value-removed', 'account');
    assert.deepEqual([failure.params?.['field'], failure.params?.['values']], ['industry', 'retail']);
    await control.changeCampaign({ resource: 'cusAccount', addValue: { field: 'industry', value: 'retail' } });
    await goesOn('account', { rejected: true });
  });

  it('park a mapping whose key is none any more before a record is rejected for it', async () => {
    await control.settings({ campaign: { pathKey: '' } });
    await control.contacts.change(12, ['firstname']);
    await parked('campaign-key-wrong', 'contact');
    assert.equal((await world.view()).rejected, 0);
    await control.settings({ campaign: { pathKey: 'externalId' } });
    await goesOn('contact');
  });

  it('keep a mapping from starting whose key is none any more', async () => {
    await world.stop();
    await control.settings({ campaign: { pathKey: '' } });
    await world.start();
    await parked('campaign-key-wrong', 'contact');
    const verify = await world.ask<ProblemDetails>('POST', '/mappings/contact/verify');
    assert.deepEqual([verify.status, verify.body.code], [409, 'campaign-key-wrong']);
    await world.must('POST', '/mappings/contact/resume');
    await control.settings({ campaign: { pathKey: 'externalId' } });
    await goesOn('contact');
  });
});

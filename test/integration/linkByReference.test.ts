import assert from 'node:assert/strict';
import type { IngressConfig } from '../../src/core/config/ingress.js';
import type { RejectedList } from '../../src/core/rejected.js';
import { type LinkedWorld, linkedWorld } from '../support/linkedWorld.js';
import { writesIn } from '../support/linkedCompare.js';
import { until } from '../support/until.js';

/** Contacts without their accounts, and stores. */
const unlinked = (mappings: IngressConfig['mappings']) =>
  mappings
    .filter(({ id }) => id === 'contact' || id === 'store')
    .map((mapping) => ({ ...mapping, fields: mapping.fields.filter(({ parent }) => parent === undefined) }));

/** Its link has no column of its own in Campaign. */
const ref = {
  id: 'loyalty',
  dynamicsTable: 'new_loyalty',
  campaignResource: 'cusRef',
  idField: {
    column: 'new_loyaltyid',
    field: 'crmId',
    lookup: { by: 'filter', filter: 'byCrmId', parameter: 'crmId_parameter' },
    unique: true,
  },
  fields: [
    { column: 'new_name', field: 'name' },
    { column: 'new_storeid', field: 'owner', parent: 'store' },
  ],
  applyDeletes: true,
};

/** A change with its polls, on a busy machine. */
const soonMs = 30_000;

describe('a link that is written by reference', function () {
  this.timeout(60_000);
  let world: LinkedWorld;
  let control: LinkedWorld['sandbox']['control'];
  let key = '';
  let gent = '';
  let late = '';

  before(async () => {
    world = await linkedWorld({ tables: { new_store: 5 }, seed: 43, mappings: unlinked });
    control = world.sandbox.control;
    const lookup = { name: 'new_storeid', type: 'Lookup', targets: ['new_store'] };
    await control.changeDynamics({ table: 'new_loyalty', addColumn: lookup });
    const saved = await world.ask('POST', '/mappings', ref, { 'if-match': '*' });
    assert.equal(saved.status, 201, JSON.stringify(saved.body));
    await world.start();
    await world.settled();
  });
  after(() => world.end());

  const idOf = (row: unknown, name: string) => String((row as Record<string, unknown>)[name]);
  const putStore = async (name: string) =>
    idOf(await control.tables.put('new_store', { new_name: name }), 'new_storeid');
  const put = (columns: Record<string, unknown>) => control.tables.put('new_loyalty', columns);
  const inCampaign = async () => (await control.resource('cusRef').get({ crmId: key }))[0];
  const ownerIs = (store: string | null) =>
    until(
      async () => {
        const record = await inCampaign();
        const owner = record?.['owner'];
        return record !== undefined && (owner === store || Promise.reject(new Error(`it is ${String(owner)}`)));
      },
      { what: `the owner is ${store}`, limitMs: soonMs },
    );
  const rejected = async () => (await world.must<RejectedList>('GET', '/rejected')).records;

  it('is set, changed and cleared, and what is equal is not written again', async () => {
    const liege = await putStore('Liège');
    gent = await putStore('Gent');
    key = idOf(await put({ new_name: 'first', new_storeid: gent }), 'new_loyaltyid');
    await ownerIs(gent);
    await put({ new_loyaltyid: key, new_storeid: liege });
    await ownerIs(liege);
    await world.settled();
    const since = await control.journalEnd();
    await control.tables.change('new_loyalty', 1, ['new_note']);
    await world.settled();
    assert.deepEqual(writesIn(await control.journal({ since, system: 'campaign' })), []);
    await put({ new_loyaltyid: key, new_storeid: null });
    await ownerIs(null);
    await put({ new_loyaltyid: key, new_storeid: gent });
    await ownerIs(gent);
  });

  it('waits for its record, as any other', async () => {
    await control.faults.add({
      system: 'campaign',
      method: 'POST',
      pathMatches: 'cusStore',
      action: { status: 503 },
    });
    late = await putStore('Namur');
    await put({ new_loyaltyid: key, new_storeid: late });
    await until(async () => (await world.story('loyalty', key)).now === 'waiting', {
      what: 'it waits',
      limitMs: soonMs,
    });
    await ownerIs(gent);
    await control.faults.clear();
    await ownerIs(late);
  });

  it('rejects a record whose parent someone has deleted in Campaign, and a retry writes it once that is back', async () => {
    const lost = await putStore('Mons');
    await world.settled();
    const [{ PKey: _, href: __, ...store } = {}] = await control.resource('cusStore').get({ crmId: lost });
    await control.resource('cusStore').delete(lost);
    await put({ new_loyaltyid: key, new_name: 'second', new_storeid: lost });
    const [record] = await until(
      async () => {
        const records = await rejected();
        return records.length === 1 && records;
      },
      { what: 'it is rejected', limitMs: soonMs },
    );
    assert.deepEqual([record?.mapping, record?.key, record?.reason.code], ['loyalty', key, 'campaign-parent-missing']);
    assert.equal(record?.reason.sentence, 'Campaign does not find the record that this one links to by owner.');
    await ownerIs(late);
    await control.resource('cusStore').put({ crmId: lost, name: String(store['name']) });
    await world.must('POST', `/rejected/${record?.id}/retry`);
    await ownerIs(lost);
    await world.settled();
    assert.deepEqual(await rejected(), []);
    assert.equal((await inCampaign())?.['name'], 'second');
  });

  it('is cut loose before its parent is deleted', async () => {
    const last = await putStore('Ath');
    await put({ new_loyaltyid: key, new_storeid: last });
    await ownerIs(last);
    await world.settled();
    const since = await control.journalEnd();
    await control.tables.deleteOne('new_store', last);
    await world.settled();
    assert.deepEqual(
      writesIn(await control.journal({ since, system: 'campaign' })).map((write) => [write.applied, write.key]),
      [
        ['updated', key],
        ['deleted', last],
      ],
    );
    await ownerIs(null);
  });
});

import assert from 'node:assert/strict';
import { noDifference, repeatedWrites, writesByKey } from '../support/compare.js';
import { type FlowWorld, flowWorld } from '../support/flowWorld.js';
import { rejectedRows } from '../support/rejected.js';
import { until } from '../support/until.js';

const contacts = 2_000;
/** One checkpoint. */
const checkpoint = 500;

describe('ingress, from contacts to profiles', function () {
  this.timeout(90_000);
  let world: FlowWorld;
  let control: FlowWorld['sandbox']['control'];
  const journalSince = (since: number) => control.journal({ since, system: 'campaign' });
  const contactIds = async () => (await control.snapshot('dynamics')).map(({ contactid }) => String(contactid));
  const profileOf = async (key: string) => {
    const { content } = (await control.profiles.get(key)) as { content: Record<string, unknown>[] };
    return content[0];
  };

  before(async () => {
    world = await flowWorld({ contacts });
    control = world.sandbox.control;
  });
  after(() => world.end());

  const local = { externalId: 'LOYALTY-1', firstName: 'Local', lastName: 'Other system', email: 'local@campaign.test' };
  const nameless = { firstName: 'Nobody', email: 'nobody@campaign.test' };
  let adopted: string;

  it('loads all contacts, the inactive ones too, and writes each once', async () => {
    const all = await control.snapshot('dynamics');
    assert.ok(
      all.some(({ statecode }) => statecode === 1),
      'some contacts are inactive',
    );
    adopted = String(all[0]?.['contactid']);
    await control.profiles.put(local);
    await control.profiles.put(nameless);
    await control.profiles.put({ externalId: adopted, firstName: 'Before', cusJobTitle: 'kept' });

    assert.equal((await world.view()).status, 'STOPPED');
    await world.start();
    const view = await world.caughtUp();
    assert.deepEqual(await world.difference(), { ...noDifference, surplus: [local.externalId.toLowerCase(), ''] });
    const [lane] = view.lanes;
    assert.deepEqual(
      [lane?.counts.read, lane?.counts.inserted, lane?.counts.updated, lane?.counts.rejected, view.rejected],
      [contacts, contacts - 1, 1, 0, 0],
    );
    const writes = writesByKey(await journalSince(0));
    assert.equal(writes.size, contacts);
    assert.ok([...writes.values()].every((count) => count === 1));
  });

  it('adopts a profile that carries a contact id, and leaves what is not mapped', async () => {
    assert.equal((await profileOf(adopted))?.['cusJobTitle'], 'kept');
  });

  it('writes changes and new contacts within seconds, and only what changed', async () => {
    const since = await control.journalEnd();
    const [changed = ''] = (await contactIds()).slice(-1);
    await control.contacts.put({ contactid: changed, firstname: 'Zoë', address1_city: 'Genève' });
    const created = (await control.contacts.put({ firstname: 'New', lastname: 'Contact' })) as { contactid: string };
    await control.contacts.put({ contactid: adopted, jobtitle: 'not mapped' });
    await until(
      async () => (await profileOf(changed))?.['firstName'] === 'Zoë' && (await profileOf(created.contactid)),
      {
        what: 'the change and the new contact are in Campaign',
        limitMs: 10_000,
      },
    );
    await world.caughtUp();
    const writes = (await journalSince(since)).filter(({ applied }) => applied !== 'read' && applied !== 'none');
    assert.deepEqual(writes.map(({ method, key }) => [method, key]).sort(), [
      ['PATCH', changed],
      ['POST', created.contactid],
    ]);
    assert.deepEqual((await world.difference()).stale, []);
  });

  it('reads deletes, and leaves the profiles as long as deletes are not applied', async () => {
    const [gone = ''] = (await contactIds()).slice(-3);
    await control.contacts.deleteOne(gone);
    await world.caughtUp();
    assert.ok(await profileOf(gone));
  });

  it('keeps edits away from what runs, and applies deletes after stop and start', async () => {
    const [first = '', second = ''] = (await contactIds()).slice(-5);
    await world.edit((mapping) => ({ ...mapping, applyDeletes: true }));
    await control.contacts.deleteOne(first);
    const running = await world.caughtUp();
    assert.deepEqual([running.pendingChanges, running.config], [true, { saved: 1, applied: 0 }]);
    assert.ok(await profileOf(first), 'the edit has not taken effect');

    await world.stop();
    const view = await world.start();
    assert.deepEqual([view.pendingChanges, view.config], [false, { saved: 1, applied: 1 }]);
    await control.contacts.deleteOne(second);
    await world.caughtUp();
    assert.equal(await profileOf(second), undefined);
    assert.ok(await profileOf(local.externalId));
  });

  it('fills a newly mapped column for queued rows that lack it', async () => {
    // Read under the old column list while Campaign is away, written under the new one.
    const [changed = ''] = await contactIds();
    const fault = await control.faults.add({ system: 'campaign', action: { status: 503 } });
    await control.contacts.put({ contactid: changed, firstname: 'Queued', jobtitle: 'Queue keeper' });
    await until(async () => (await world.view()).backlog.records === 1, { what: 'the change stands in the queue' });
    await world.edit((mapping) => ({
      ...mapping,
      fields: [...mapping.fields, { column: 'jobtitle', field: 'cusJobTitle', applyUpdates: true }],
    }));
    await world.stop();
    assert.equal((await world.view()).backlog.records, 1);
    await control.faults.clear(fault);
    await world.start();
    await world.caughtUp();
    const profile = await profileOf(changed);
    assert.deepEqual([profile?.['firstName'], profile?.['cusJobTitle']], ['Queued', 'Queue keeper']);
  });

  it('goes on after a stop in the middle of a load, and repeats no more than one checkpoint', async () => {
    await world.stop();
    const since = await control.journalEnd();
    const before = await world.profiles();
    const more = 1_500;
    await control.latency('campaign', 20);
    await control.contacts.generate(more, 7);
    await world.start();
    await until(async () => (await world.profiles()) > before + more / 4, {
      what: 'a quarter is written',
      limitMs: 30_000,
    });
    const stopped = await world.stop();
    const { profiles, at } = { profiles: await world.profiles(), at: await control.journalEnd() };
    assert.ok(stopped.backlog.records > 0 && profiles < before + more, 'stopped in the middle');
    assert.equal(stopped.backlog.records + profiles, before + more, 'what is written has left the backlog');
    await world.start();
    await control.latency('campaign', 0);
    await world.caughtUp();
    const { inEffect, refused } = repeatedWrites(await journalSince(since));
    assert.ok(refused <= checkpoint, `${refused} creations were sent again`);
    assert.equal(inEffect, 0);
    assert.ok((await journalSince(at)).length > 0);
    const difference = await world.difference();
    assert.deepEqual([difference.lost, difference.stale, difference.duplicate], [[], [], []]);
    assert.deepEqual(await rejectedRows(world.database.url), []);
  });
});

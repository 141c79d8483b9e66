import assert from 'node:assert/strict';
import { noDifference, repeatedWrites } from '../support/compare.js';
import { type FlowWorld, flowWorld } from '../support/flowWorld.js';
import { rejectedRows } from '../support/rejected.js';
import type { Fault } from '../support/sandboxControl.js';
import { until } from '../support/until.js';

const contacts = 1_500;
/** One checkpoint. */
const checkpoint = 500;

describe('ingress among faults', function () {
  this.timeout(120_000);
  let world: FlowWorld;
  let control: FlowWorld['sandbox']['control'];

  before(async () => {
    world = await flowWorld({ contacts, seed: 11 });
    control = world.sandbox.control;
  });
  after(() => world.end());

  /** Generates contacts while faults act, and waits until all have arrived. */
  async function loadThrough(count: number, faults: readonly Fault[]) {
    const since = await control.journalEnd();
    for (const fault of faults) await control.faults.add(fault);
    await control.contacts.generate(count, since);
    await until(
      async () => new Set((await control.journal({ since })).map(({ fault }) => fault)).size > faults.length,
      {
        what: 'every fault has acted',
        limitMs: 30_000,
      },
    );
    await world.caughtUp();
    const journal = await control.journal({ since });
    await control.faults.clear();
    return journal;
  }
  const nothingWrong = async () => {
    assert.deepEqual(await world.difference(), noDifference);
    assert.deepEqual(await rejectedRows(world.database.url), []);
  };

  it('goes on after a stop in the middle of the first load, whose last answers were lost', async () => {
    await control.latency('campaign', 40);
    await world.start();
    await until(async () => (await world.profiles()) > contacts / 5, { what: 'a part is written', everyMs: 5 });
    // The stop cuts these calls off: they took effect, and nobody was told.
    await control.faults.add({ system: 'campaign', method: 'POST', action: { timeout: true, applied: true } });
    const unheard = async () =>
      (await control.journal({ system: 'campaign' })).filter(
        ({ status, applied }) => status === null && applied === 'created',
      );
    await until(async () => (await unheard()).length > 0, { what: 'an answer is lost', everyMs: 5 });
    const stopped = await world.stop();
    assert.ok(stopped.backlog.records > 0);
    await control.faults.clear();
    await control.latency('campaign', 0);
    await world.start();
    await world.caughtUp();
    await nothingWrong();
    const { inEffect, refused } = repeatedWrites(await control.journal());
    assert.equal(inEffect, 0);
    assert.ok(refused >= (await unheard()).length && refused <= checkpoint, `${refused} creations were sent again`);
  });

  it('makes no duplicate of a record whose creation or change was done without an answer, unique key or not', async () => {
    await control.settings({ campaign: { uniqueExternalId: false } });
    const journal = await loadThrough(400, [
      { system: 'campaign', method: 'POST', when: { every: 20 }, action: { reset: true, applied: true } },
    ]);
    assert.ok(journal.filter(({ applied, status }) => applied === 'created' && status === null).length >= 20);
    await nothingWrong();
    const since = await control.journalEnd();
    await control.faults.add({
      system: 'campaign',
      method: 'PATCH',
      when: { every: 3 },
      action: { reset: true, applied: true },
    });
    await control.contacts.change(60, ['firstname', 'emailaddress1']);
    await world.caughtUp();
    await control.faults.clear();
    const patches = (await control.journal({ since })).filter(({ applied }) => applied === 'updated');
    assert.ok(patches.some(({ status }) => status === null));
    await nothingWrong();
    await control.settings({ campaign: { uniqueExternalId: true } });
  });

  it('takes neither half an answer nor a login page for an answer', async () => {
    await loadThrough(300, [
      { system: 'campaign', when: { every: 17 }, action: { truncate: true } },
      { system: 'campaign', when: { every: 23 }, action: { truncate: 'clean' } },
      { system: 'campaign', when: { every: 29 }, action: { html: true } },
      { system: 'campaign', method: 'POST', when: { every: 31 }, action: { html: true, applied: true } },
      { system: 'dynamics', when: { count: 1 }, action: { truncate: true } },
      { system: 'dynamics', after: 1, when: { count: 1 }, action: { truncate: 'clean' } },
      { system: 'dynamics', after: 2, when: { count: 1 }, action: { html: true } },
    ]);
    await nothingWrong();
  });

  it('rejects nothing while both systems answer 5xx for seconds', async () => {
    await control.latency('campaign', 20);
    const since = await control.journalEnd();
    const before = await world.profiles();
    await control.faults.add({ system: 'dynamics', when: { count: 1 }, action: { status: 502 } });
    await control.contacts.generate(400, 3);
    await until(async () => (await world.profiles()) > before, { what: 'the load has begun', everyMs: 5 });
    for (const status of [503, 500]) {
      const phase = await control.faults.add({ system: 'campaign', when: { forMs: 3_000 }, action: { status } });
      const from = await control.journalEnd();
      await until(
        async () => {
          const entries = await control.journal({ since: from, system: 'campaign' });
          return entries.some(({ fault }) => fault === phase) && entries.at(-1)?.fault === undefined;
        },
        { what: `the phase of ${status} is over`, limitMs: 30_000 },
      );
    }
    await control.latency('campaign', 0);
    await world.caughtUp(60_000);
    await control.faults.clear();
    const spoilt = (await control.journal({ since })).filter(({ fault }) => fault !== undefined);
    assert.deepEqual(new Set(spoilt.map(({ status }) => status)), new Set([500, 502, 503]));
    await nothingWrong();
  });

  it('asks once for a new token when the old one is refused in the middle of a load', async () => {
    await control.latency('campaign', 30);
    const since = await control.journalEnd();
    const before = await world.profiles();
    await control.contacts.generate(500, 5);
    await until(async () => (await world.profiles()) > before + 100, { what: 'the load is under way', everyMs: 5 });
    await control.expireTokens();
    await control.latency('campaign', 0);
    await world.caughtUp();
    const journal = await control.journal({ since });
    const asked = (system: string) => journal.filter((entry) => entry.system === system).length;
    assert.deepEqual([asked('ims'), asked('entra')], [1, 1]);
    assert.ok(journal.some(({ system, status }) => system === 'campaign' && status === 401));
    await nothingWrong();
  });

  it('reads everything again when the position was lost, and writes only what differs', async () => {
    const since = await control.journalEnd();
    const { lanes } = await world.view();
    await control.expireTracking();
    await control.contacts.change(3, ['firstname']);
    const view = await world.caughtUp();
    const all = (await control.snapshot('dynamics')).length;
    assert.ok((view.lanes[0]?.counts.read ?? 0) - (lanes[0]?.counts.read ?? 0) >= all, 'the whole table was read');
    const campaign = (await control.journal({ since, system: 'campaign' })).filter(({ method }) => method !== 'GET');
    assert.ok(campaign.length <= 3 && campaign.every(({ method }) => method === 'PATCH'), `${campaign.length} writes`);
    await nothingWrong();
  });

  it('fails with code and remedy when a secret is wrong, and runs again with the right one', async () => {
    const rotated = 'a-rotated-secret';
    const fails = async (code: string) => {
      const { failure } = await world.reaches('FAILED', 30_000);
      assert.equal(failure?.code, code);
      assert.ok(failure.remedy.length > 0);
    };
    await control.post('/settings', { ims: { clientSecrets: [rotated] } });
    await control.expireTokens('ims');
    await control.contacts.change(5, ['firstname']);
    await fails('campaign-secret-wrong');
    await world.command('start');
    await fails('campaign-secret-wrong');
    await world.restartWorker({ CAMPAIGN_CLIENT_SECRET: rotated });
    await world.start();

    await control.post('/settings', { entra: { clientSecret: rotated } });
    await control.expireTokens('entra');
    await fails('dynamics-secret-wrong');
    await world.restartWorker({ CAMPAIGN_CLIENT_SECRET: rotated, DYNAMICS_CLIENT_SECRET: rotated });
    await world.start();
    await world.caughtUp();
    await nothingWrong();
  });

  it('rejects poison records with a code, and writes their neighbours', async () => {
    // All in one chunk: neighbours that arrive after the poison show that it is the record's fault.
    await world.stop();
    const put = async (columns: Record<string, unknown>) =>
      ((await control.contacts.put({ lastname: 'Poison', ...columns })) as { contactid: string }).contactid;
    const tooLong = await put({ firstname: 'F'.repeat(45) });
    const noEmail = await put({ emailaddress1: 'nobody at all' });
    const hit = await put({ firstname: 'Cursed' });
    await control.faults.add({ system: 'campaign', bodyMatches: hit, action: { status: 500 } });
    await control.contacts.generate(200, 13);
    await world.start();
    await world.caughtUp(90_000);
    const codes = new Map((await rejectedRows(world.database.url)).map(({ key, code }) => [key, code]));
    assert.deepEqual(
      codes,
      new Map([
        [tooLong, 'text-too-long'],
        [noEmail, 'campaign-email'],
        [hit, 'campaign-keeps-failing'],
      ]),
    );
    assert.equal((await world.view()).rejected, 3);
    const difference = await world.difference();
    assert.deepEqual(
      { ...difference, lost: [...difference.lost].sort() },
      { ...noDifference, lost: [...codes.keys()].sort() },
    );
    await control.faults.clear();
    await control.contacts.put({ contactid: hit, firstname: 'Healed' });
    await world.caughtUp();
    assert.equal((await world.view()).rejected, 2, 'a written version settles the rejection');
  });
});

import assert from 'node:assert/strict';
import type { VerificationView } from '../../src/core/verification.js';
import type { ProblemDetails } from '../../src/core/views.js';
import { gentleMs } from '../../src/engine/limits.js';
import { type Contract, contractOf } from '../support/apiContract.js';
import { keptOut } from '../support/linkedMappings.js';
import type { OwnProcess } from '../support/process.js';
import { asProcesses } from '../support/programs.js';
import { type LinkedWorld, linkedWorld } from '../support/linkedWorld.js';
import { select } from '../support/rejected.js';
import { until } from '../support/until.js';

const contacts = 1_500;

describe('verification of a table mapping', function () {
  this.timeout(180_000);
  let world: LinkedWorld<OwnProcess>;
  let control: LinkedWorld['sandbox']['control'];
  let rows: Record<string, unknown>[];
  let contract: Contract;
  const path = (mapping: string) => `/mappings/${mapping}/verify`;
  const ended = (mapping: string) =>
    until(
      async () => {
        const answer = await world.ask<VerificationView>('GET', path(mapping));
        const view = answer.body;
        const asked = `/api/v1/instances/dev/workflows/ingress${path(mapping)}`;
        contract.holds('GET', asked, { ...answer, text: JSON.stringify(view), tookMs: 0 });
        return view.state !== 'running' ? view : Promise.reject(new Error(JSON.stringify(view)));
      },
      { what: `the verification of ${mapping} ends`, limitMs: 120_000 },
    );
  const verify = async (mapping: string, body: object = {}) => {
    await world.must('POST', path(mapping), body);
    return ended(mapping);
  };
  const keyOf = (index: number) => String(rows[index]?.['contactid']);
  const keysOf = (view: VerificationView, verdict: keyof VerificationView['counts']) =>
    (view.samples[verdict] ?? []).map(({ key }) => key).sort();

  before(async () => {
    world = await linkedWorld({ contacts, mappings: (all) => all.map(byReference) }, asProcesses);
    control = world.sandbox.control;
    contract = contractOf((await (await fetch(`${world.api.url()}/api/v1/openapi.json`)).json()) as object);
  });
  after(() => world.end());

  it('is refused before the first load is written, and for a mapping that is none', async () => {
    const early = await world.ask<ProblemDetails>('POST', path('contact'));
    assert.deepEqual([early.status, early.body.code], [409, 'verify-not-loaded']);
    const unknown = await world.ask<ProblemDetails>('POST', path('nothing'));
    assert.deepEqual([unknown.status, unknown.body.code], [404, 'mapping-unknown']);
    const never = await world.ask<ProblemDetails>('GET', path('contact'));
    assert.deepEqual([never.status, never.body.code], [404, 'verify-unknown']);
  });

  it('finds both sides equal after a load, and writes nothing', async () => {
    await world.start();
    await world.settled();
    rows = (await control.snapshot('dynamics', 'contact')).filter(({ jobtitle }) => jobtitle !== keptOut);
    const written = (await world.lane('contact')).counts.engineCalls;
    const since = await control.journalEnd();
    const begun = await world.ask<VerificationView>('POST', path('contact'), {});
    assert.equal(begun.status, 202);
    assert.equal(begun.headers.get('location'), '/api/v1/instances/dev/workflows/ingress/mappings/contact/verify');
    assert.equal(begun.body.state, 'running');
    const view = await ended('contact');
    assert.equal(view.state, 'done', JSON.stringify(view));
    assert.deepEqual(view.counts, { ...none, equal: rows.length, filteredOut: contacts - rows.length });
    assert.deepEqual([view.foreign, view.fields, view.repaired], [0, {}, 0]);
    const asked = await control.journal({ since, system: 'campaign' });
    const writes = asked.filter(({ method, path: at }) => method !== 'GET' && at.includes('/campaign/'));
    assert.deepEqual(writes, []);
    const billed = asked
      .filter(({ path: at }) => at.includes('/profile'))
      .reduce((sum, { engineCalls = 0 }) => sum + engineCalls, 0);
    assert.equal(view.engineCalls, billed);
    assert.equal(billed, Math.ceil(rows.length / 400), 'pages of 400, and nothing else');
    const { counts, calls } = await until(
      async () => {
        const lane = await world.lane('contact');
        return lane.calls.verify > 0 && lane;
      },
      { what: 'the view shows what the verification has cost' },
    );
    assert.deepEqual([calls.verify, counts.engineCalls], [billed, written], 'apart from what writing costs');
  });

  it('finds what someone changed, deleted and added in Campaign, each counted and named by its key', async () => {
    await control.profiles.put({ externalId: keyOf(0), lastName: 'Changed', email: 'changed@campaign.test' });
    await control.profiles.put({ externalId: keyOf(1), lastName: 'Changed' });
    await control.post('/resources/profile/delete', { externalId: keyOf(2) });
    await control.profiles.put({ externalId: 'LOYALTY-1', lastName: 'Another system' });
    const surplus = '0c0ffee0-0000-e711-a94e-000000000001';
    await control.profiles.put({ externalId: surplus, lastName: 'Nobody' });

    const view = await verify('contact');
    assert.equal(view.state, 'done');
    assert.deepEqual(view.counts, {
      ...none,
      equal: rows.length - 3,
      filteredOut: contacts - rows.length,
      different: 2,
      missingInCampaign: 1,
      onlyInCampaign: 1,
    });
    assert.equal(view.foreign, 1, 'a key that is no Dynamics id is nobody’s business');
    assert.deepEqual(view.fields, { lastName: 2, email: 1 });
    assert.deepEqual(keysOf(view, 'different'), [keyOf(0), keyOf(1)].sort());
    assert.deepEqual(keysOf(view, 'missingInCampaign'), [keyOf(2)]);
    assert.deepEqual(keysOf(view, 'onlyInCampaign'), [surplus]);
    assert.doesNotMatch(JSON.stringify(view), /Changed|Nobody|campaign\.test/, 'no value is in the answer');
  });

  it('repairs through the ordinary path: just what differs, and nothing that is not ours', async () => {
    const since = await control.journalEnd();
    const view = await verify('contact', { repair: true });
    assert.deepEqual([view.counts.different, view.counts.missingInCampaign, view.repaired], [2, 1, 3]);
    await world.settled();
    const writes = (await control.journal({ since, system: 'campaign' })).filter(
      ({ applied }) => applied === 'created' || applied === 'updated' || applied === 'deleted',
    );
    assert.deepEqual(writes.map(({ key }) => key).sort(), [keyOf(0), keyOf(1), keyOf(2)].sort());
    const again = await verify('contact');
    assert.deepEqual([again.counts.different, again.counts.missingInCampaign], [0, 0]);
    assert.equal(again.counts.onlyInCampaign, 1, 'a record that we never wrote stays');
  });

  it('does not take changes under way for differences, and keeps an easy pace beside them', async () => {
    await control.life(true, 20);
    const since = await control.journalEnd();
    const view = await verify('contact');
    await control.life(false);
    const pages = (await control.journal({ since, system: 'campaign' })).filter(({ path: asked }) =>
      asked.includes('/profile?_lineCount'),
    );
    assert.ok(pages.length > 2, `${pages.length} pages`);
    // The rest begins when a page is answered, so however slow the machine is, none comes sooner.
    const gaps = pages.slice(1).map(({ at }, index) => at - (pages[index]?.at ?? 0));
    assert.ok(
      gaps.every((gap) => gap >= gentleMs),
      `ms between pages: ${gaps.join(', ')}`,
    );
    const { different, missingInCampaign, queued } = view.counts;
    assert.deepEqual([view.state, different, missingInCampaign], ['done', 0, 0], JSON.stringify(view));
    assert.ok(queued <= 20, `${queued} were still on their way`);
    await world.settled();
  });

  it('tells waiting and rejected records apart from what is missing', async () => {
    const [written, waits] = ['0c0ffee0-0000-e711-a94e-00000000000a', '0c0ffee0-0000-e711-a94e-00000000000b'];
    const left = '0c0ffee0-0000-e711-a94e-00000000000c';
    await control.contacts.put({ contactid: left, lastname: 'Left', jobtitle: keptOut });
    await control.tables.put('new_loyalty', { new_loyaltyid: written, new_name: 'A', new_contactid: keyOf(3) });
    await control.tables.put('new_loyalty', { new_loyaltyid: waits, new_name: 'B', new_contactid: left });
    await control.contacts.put({ contactid: keyOf(4), emailaddress1: 'no address', firstname: 'New' });
    await world.settled({ waiting: 1 });

    const loyalty = await verify('loyalty');
    assert.deepEqual(loyalty.counts, { ...none, equal: 1, waiting: 1 });
    assert.deepEqual(keysOf(loyalty, 'waiting'), [waits]);
    const contact = await verify('contact', { repair: true });
    assert.deepEqual([contact.counts.rejected, contact.counts.different, contact.repaired], [1, 0, 0]);
    assert.deepEqual(keysOf(contact, 'rejected'), [keyOf(4)]);
  });

  it('says of which references nobody can tell whether they differ', async () => {
    const made = { new_loyaltytransactionid: '0c0ffee0-0000-e711-a94e-00000000000d', new_name: 'T' };
    await control.tables.put('new_loyaltytransaction', {
      ...made,
      new_loyaltyid: '0c0ffee0-0000-e711-a94e-00000000000a',
    });
    await world.settled({ waiting: 1 });
    const view = await verify('transaction');
    assert.deepEqual(view.counts, { ...none, equal: 1 });
    assert.deepEqual([view.notComparable, view.fields], [{ loyalty: 1 }, {}]);
  });

  it('runs once at a time, can be cancelled, and begins anew', async () => {
    await control.latency('campaign', 300);
    await world.must('POST', path('contact'));
    const second = await world.ask<ProblemDetails>('POST', path('contact'));
    assert.deepEqual([second.status, second.body.code], [409, 'verify-running']);
    const cancelled = await world.ask('DELETE', path('contact'));
    assert.equal(cancelled.status, 202);
    assert.equal((await ended('contact')).state, 'cancelled');
    await control.latency('campaign', 0);
    assert.equal((await verify('contact')).state, 'done');
    const kept = 'select count(*)::integer as keys from passerelle.verification_keys';
    await until(async () => (await select<{ keys: number }>(world.database.url, kept))[0]?.keys === 0, {
      what: 'the keys of what is over are forgotten',
    });
  });

  it('goes on where it was after its worker was killed', async () => {
    await control.latency('campaign', 200);
    await world.must('POST', path('contact'));
    await until(async () => (await world.must<VerificationView>('GET', path('contact'))).progress.campaign > 0, {
      what: 'it has begun',
    });
    const before = (await world.must<VerificationView>('GET', path('contact'))).progress.campaign;
    await world.worker().kill();
    const [kept] = await select<{ link: string }>(
      world.database.url,
      "select stand ->> 'link' as link from passerelle.verifications where state = 'running'",
    );
    assert.match(String(kept?.link), /^[A-Za-z0-9+/]{40,}=*$/, 'sealed: it names the record where the walk goes on');
    const since = await control.journalEnd();
    await control.latency('campaign', 0);
    await world.restartWorker();
    const view = await ended('contact');
    assert.equal(view.state, 'done');
    const { equal, filteredOut, rejected } = view.counts;
    assert.equal(equal + filteredOut + rejected, (await control.snapshot('dynamics', 'contact')).length);
    const pages = (await control.journal({ since, system: 'campaign' })).filter(({ path: asked }) =>
      asked.includes('_lineCount'),
    );
    assert.ok(before > 0 && pages.length > 0 && pages.every(({ path: asked }) => asked.includes('_lineStart')));
  });
});

/** The link of a transaction written by reference instead of by the column that joins it. */
const byReference = <Mapping extends { fields: { field: string }[] }>(mapping: Mapping): Mapping => ({
  ...mapping,
  fields: mapping.fields.map((each) => (each.field === 'loyaltyId' ? { ...each, field: 'loyalty' } : each)),
});

const none = {
  equal: 0,
  missingInCampaign: 0,
  onlyInCampaign: 0,
  different: 0,
  filteredOut: 0,
  waiting: 0,
  queued: 0,
  rejected: 0,
};

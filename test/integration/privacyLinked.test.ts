import assert from 'node:assert/strict';
import type { PreviewView } from '../../src/core/preview.js';
import type { RejectedDetail, RejectedList } from '../../src/core/rejected.js';
import type { VerificationView } from '../../src/core/verification.js';
import { assertClean, tableTexts } from '../support/clearText.js';
import type { OwnProcess } from '../support/process.js';
import { asProcesses } from '../support/programs.js';
import { type LinkedWorld, linkedWorld } from '../support/linkedWorld.js';
import { freePorts } from '../support/ports.js';
import { rawHistories } from '../support/rawHistories.js';
import { until } from '../support/until.js';

/** Values that occur nowhere else; Latin letters, so that they look the same in bytes and in text. */
const canary = {
  first: 'Kanarifirst',
  last: 'Kanarilast',
  email: 'kanarimail',
  card: 'Kanaricard',
  company: 'Kanaricompany',
} as const;
const person = { firstname: canary.first, lastname: canary.last, emailaddress1: `${canary.email}@example.test` };
const tables = { new_loyalty: 20, new_loyaltytransaction: 10, new_store: 10 };

describe('personal data of linked tables', function () {
  this.timeout(90_000);
  let world: LinkedWorld<OwnProcess>;
  let control: LinkedWorld['sandbox']['control'];
  let metricsPort = 0;
  let waiting = '';
  let rejected = '';
  let held = '';
  /** What the API told. */
  const answers: string[] = [];

  before(async () => {
    [metricsPort = 0] = await freePorts(1);
    world = await linkedWorld(
      {
        contacts: 20,
        tables,
        seed: 36,
        settings: { PASSERELLE_LOG_LEVEL: 'debug', PASSERELLE_WORKER_METRICS_PORT: String(metricsPort) },
      },
      asProcesses,
    );
    control = world.sandbox.control;
    await world.start();
    await world.settled();
  });
  after(() => world.end());

  const put = async (table: string, key: string, columns: Record<string, unknown>) =>
    String(((await control.tables.put(table, columns)) as Record<string, unknown>)[key]);
  const ask = async <Body>(method: string, path: string, body?: object) => {
    const answer = await world.must<Body>(method, path, body);
    answers.push(JSON.stringify(answer));
    return answer;
  };

  it('waits, is rejected, is held back, is previewed and verified', async () => {
    const company = await put('account', 'accountid', { name: canary.company });
    held = await put('contact', 'contactid', { ...person, parentcustomerid: company });
    rejected = await put('contact', 'contactid', { ...person, firstname: `${canary.first}${'x'.repeat(35)}` });
    waiting = await put('new_loyalty', 'new_loyaltyid', { new_name: canary.card, new_contactid: rejected });
    await until(async () => (await world.story('loyalty', waiting)).now === 'waiting', { what: 'a child waits' });
    await world.settled({ waiting: 1 });
    await ask('POST', '/mappings/contact/verify');
    const verified = await until(
      async () => {
        const view = await world.must<VerificationView>('GET', '/mappings/contact/verify');
        return view.state !== 'running' && view;
      },
      { what: 'both sides are compared', limitMs: 30_000 },
    );
    assert.equal(verified.state, 'done');
    answers.push(JSON.stringify(verified));
    // The lane of the children stands still: a parent cannot go.
    await control.changeCampaign({ resource: 'cusLoyalty', removeField: 'balance' });
    await put('new_loyalty', 'new_loyaltyid', { new_name: canary.card, new_contactid: held, new_balance: 5 });
    await until(async () => (await world.lane('loyalty')).state === 'parked', { what: 'loyalties stand still' });
    await control.contacts.deleteOne(held);
    await until(async () => (await world.story('contact', held)).now === 'deleteHeld', { what: 'a delete is held' });

    const { records } = await ask<PreviewView>('POST', '/mappings/contact/preview', { keys: [rejected, held] });
    assert.deepEqual(new Set(records.map(({ kind }) => kind)), new Set(['rejected', 'delete']));
    await ask<PreviewView>('POST', '/mappings/account/preview', { keys: [company] });
    const list = await ask<RejectedList>('GET', '/rejected');
    assert.deepEqual(
      list.records.map(({ key }) => key),
      [rejected],
    );
    const detail = await ask<RejectedDetail>('GET', `/rejected/${list.records[0]?.id}`);
    assert.ok(detail.masked && detail.row !== null);
    await ask('GET', '/rejected/groups');
    await ask('GET', '/rejected/export?format=jsonl');
    assert.equal((await world.ask('GET', '/rejected/export?rows=true')).status, 403);
    for (const [mapping, key] of [
      ['loyalty', waiting],
      ['contact', rejected],
      ['contact', held],
    ] as const)
      answers.push(JSON.stringify(await world.story(mapping, key)));
    answers.push(JSON.stringify(await world.view()));
  });

  it('stands in clear in no table', async () => {
    // Campaign is away, so that the queue holds something.
    await control.faults.add({ system: 'campaign', action: { status: 503, body: canary.last } });
    await put('account', 'accountid', { name: canary.company });
    await until(async () => (await world.view()).backlog.records > 0, { what: 'a record stands in the queue' });
    const texts = await tableTexts(world.database.url);
    for (const table of ['chunks', 'waiting', 'pending_deletes', 'rejected_records', 'verifications', 'audit'])
      assert.ok((texts.get(table) ?? []).length > 0, `${table} is looked through`);
    for (const [table, rows] of texts) assertClean(`the table ${table}`, rows, Object.values(canary));
  });

  it('is in no history, search attribute, log, metric or answer that shows keys', async () => {
    const { events, texts } = await rawHistories(world.temporal);
    assert.ok(events > 20, `${events} events`);
    assertClean('Temporal', texts, Object.values(canary));
    const logs = [world.worker().output(), world.api.output()];
    assert.match(logs.join(''), /"level":20/, 'debug is logged');
    assertClean('the logs', logs, Object.values(canary));
    const addresses = [`${world.api.url()}/metrics`, `http://127.0.0.1:${metricsPort}/metrics`];
    const metrics = await Promise.all(addresses.map(async (address) => (await fetch(address)).text()));
    assertClean('the metrics', metrics, Object.values(canary));
    assertClean('an answer', answers, Object.values(canary));
  });
});

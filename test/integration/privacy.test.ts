import assert from 'node:assert/strict';
import { assertClean, tableTexts } from '../support/clearText.js';
import type { OwnProcess } from '../support/process.js';
import { asProcesses } from '../support/programs.js';
import { type FlowWorld, flowWorld } from '../support/flowWorld.js';
import { freePorts } from '../support/ports.js';
import { rawHistories } from '../support/rawHistories.js';
import { rejectedRows } from '../support/rejected.js';
import { until } from '../support/until.js';

/** Values that occur nowhere else; Latin letters, so that they look the same in bytes and in text. */
const canary = {
  first: 'Kanarifirst',
  last: 'Kanarilast',
  email: 'kanarimail',
  phone: '+33 7 53 90 71 62',
  street: 'Kanaristreet',
} as const;
const person = (mark: string) => ({
  firstname: `${canary.first} ${mark}`,
  lastname: `${canary.last} ${mark}`,
  emailaddress1: `${canary.email}.${mark}@example.test`,
  mobilephone: canary.phone,
  address1_line1: `${canary.street} ${mark}`,
});
/** What an outside system may quote of a record in an error. */
const quoting = `Failing row contains (${canary.first}, ${canary.last}, ${canary.email}@example.test, ${canary.phone}, ${canary.street}).`;

describe('personal data and secrets', function () {
  this.timeout(120_000);
  let world: FlowWorld<OwnProcess>;
  let control: FlowWorld['sandbox']['control'];
  let metricsPort = 0;

  before(async () => {
    [metricsPort = 0] = await freePorts(1);
    world = await flowWorld(
      {
        settings: { PASSERELLE_LOG_LEVEL: 'debug', PASSERELLE_WORKER_METRICS_PORT: String(metricsPort) },
      },
      asProcesses,
    );
    control = world.sandbox.control;
  });
  after(() => world.end());

  const put = async (columns: Record<string, unknown>) =>
    ((await control.contacts.put(columns)) as { contactid: string }).contactid;
  const metrics = async () => {
    // Both processes, each at its own address.
    const addresses = [`${world.api.url()}/metrics`, `http://127.0.0.1:${metricsPort}/metrics`];
    const texts = await Promise.all(addresses.map(async (address) => (await fetch(address)).text()));
    assert.ok(texts.every((text) => text.includes('# TYPE')));
    return texts;
  };

  it('go through every fate of a record', async () => {
    await world.edit((mapping) => ({ ...mapping, applyDeletes: true }));
    const inserted = await put(person('inserted'));
    const removed = await put(person('removed'));
    await put({ ...person('refused here'), firstname: `${canary.first}${'x'.repeat(35)}` });
    await put({ ...person('refused there'), emailaddress1: `${canary.email} is no address` });
    const poison = await put(person('poison'));
    const campaignError = `RST-360011 An error has occurred. ODB-240000 PostgreSQL error: ${quoting}`;
    await control.faults.add({
      system: 'campaign',
      bodyMatches: poison,
      action: { status: 500, body: JSON.stringify(campaignError) },
    });
    await control.faults.add({
      system: 'campaign',
      method: 'POST',
      when: { count: 3 },
      action: { status: 503, body: quoting },
    });
    for (const code of ['0x80040216', '0x80072324']) {
      await control.faults.add({
        system: 'dynamics',
        pathMatches: 'contacts',
        after: code === '0x80040216' ? 0 : 1,
        when: { count: 1 },
        action: { status: 500, body: JSON.stringify({ error: { code, message: quoting } }) },
      });
    }
    // Neighbours that arrive after the poison show that it is the record's fault.
    await control.contacts.generate(100, 1);
    await world.start();
    await until(async () => (await rejectedRows(world.database.url)).length === 3, {
      what: 'the poison is rejected',
      limitMs: 60_000,
    });
    await put({ contactid: inserted, ...person('changed') });
    await control.contacts.deleteOne(removed);
    await world.caughtUp();
    const { lanes } = await world.view();
    const { inserted: made, updated, deleted, rejected } = lanes[0]?.counts ?? {};
    assert.ok(made && updated && deleted && rejected, 'every fate has happened');
  });

  it('are in clear in no table, neither in the queue nor among the rejected records', async () => {
    // Campaign is away, so that the queue holds something.
    await control.faults.add({ system: 'campaign', action: { status: 503, body: quoting } });
    await put(person('queued'));
    await until(async () => (await world.view()).backlog.records > 0, { what: 'a record stands in the queue' });
    const tables = await tableTexts(world.database.url);
    assert.ok((tables.get('chunks') ?? []).length > 0 && (tables.get('rejected_records') ?? []).length >= 3);
    for (const [name, texts] of tables) clean(`the table ${name}`, texts);
    // Nor packed but not sealed: gzip begins with these bytes.
    assert.ok((tables.get('chunks') ?? []).every((text) => !text.includes('1f8b08')));
  });

  it('are in no history, search attribute, current details, failure, log, metric or view', async () => {
    const { events, texts } = await rawHistories(world.temporal);
    assert.ok(events > 20, `${events} events`);
    clean('Temporal', texts);
    const [worker, api] = [world.worker().output(), world.api.output()];
    assert.match(worker, /"level":20/, 'the worker logs at debug');
    assert.match(api, /\/api\/v1\/instances/, 'the API logs its requests');
    clean('the logs', [worker, api]);
    clean('the metrics', await metrics());
    clean('the view', [JSON.stringify(await world.view())]);
    const tokens = new Set((await control.journal()).flatMap(({ token }) => token ?? []));
    assert.ok(tokens.size >= 2);
    for (const token of tokens) assert.ok(!worker.includes(token) && !api.includes(token), 'a token is in a log');
  });

  function clean(where: string, texts: readonly string[]): void {
    const { env } = world;
    const secrets = [
      env['PASSERELLE_ENCRYPTION_KEY'],
      env['DYNAMICS_CLIENT_SECRET'],
      env['CAMPAIGN_CLIENT_SECRET'],
      new URL(env['DATABASE_URL'] ?? '').password,
    ];
    assertClean(where, texts, [...Object.values(canary), canary.phone.replaceAll(' ', ''), ...secrets]);
  }
});

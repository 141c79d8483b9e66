import assert from 'node:assert/strict';
import type { IngressConfig } from '../../src/core/config/ingress.js';
import type { InstanceSettings } from '../../src/core/config/settings.js';
import { contactToProfile } from '../../src/core/mapping/contactToProfile.js';
import { type FlowWorld, flowWorld } from '../support/flowWorld.js';
import { linkedMappings } from '../support/linkedMappings.js';
import { until } from '../support/until.js';

const contacts = 30;
const stores = 10;

describe('the guardrail of first loads, at a start', function () {
  this.timeout(120_000);
  let world: FlowWorld;
  let control: FlowWorld['sandbox']['control'];

  before(async () => {
    world = await flowWorld({ contacts, tables: { new_store: stores } });
    control = world.sandbox.control;
  });
  after(() => world.end());

  /** Reads a document of the instance, and puts what `change` makes of it in its place; again where a busy machine says 503. */
  const replace = <Document>(path: string, change: (document: Document) => Document) =>
    until(
      async () => {
        const url = `${world.api.url()}/api/v1/instances/dev/${path}`;
        const read = await fetch(url);
        if (!read.ok) throw new Error(await read.text());
        const answer = await fetch(url, {
          method: 'PUT',
          headers: { 'if-match': read.headers.get('etag') ?? '', 'content-type': 'application/json' },
          body: JSON.stringify(change((await read.json()) as Document)),
        });
        return answer.ok || Promise.reject(new Error(await answer.text()));
      },
      { what: `${path} is saved`, everyMs: 200 },
    );
  const allow = (firstLoadRecords: number) =>
    replace<InstanceSettings>('settings', (settings) => ({
      ...settings,
      guardrails: { ...settings.guardrails, firstLoadRecords },
    }));
  const lane = async (name: string) => (await world.view()).lanes.find((each) => each.lane === name);
  const parked = (name: string) =>
    until(async () => (await lane(name))?.failure ?? null, { what: `${name} stands still` });
  const resume = async (mapping: string) => {
    const url = `${world.api.url()}/api/v1/instances/dev/workflows/ingress/mappings/${mapping}/resume`;
    const headers = { 'content-type': 'application/json' };
    assert.equal((await fetch(url, { method: 'POST', headers, body: '{}' })).status, 202);
  };

  it('parks the mapping that the product comes with, with figure and limit', async () => {
    await allow(contacts - 1);
    await world.command('start');
    const { failure } = await world.reaches('FAILED');
    assert.deepEqual(
      [failure?.code, failure?.params],
      ['first-loads-too-large', { mapping: 'contact', count: contacts, limit: contacts - 1 }],
    );
    assert.match(failure?.sentence ?? '', /30 records; 29 are allowed/);
    assert.equal(await world.profiles(), 0);
  });

  it('lets it load once the limit is raised', async () => {
    await allow(contacts);
    await world.start();
    await world.caughtUp();
    assert.equal(await world.profiles(), contacts);
  });

  it('parks a mapping that was saved while Dynamics did not tell sizes, and leaves alone those that are loaded', async () => {
    const silent = { system: 'dynamics', pathMatches: 'RetrieveTotalRecordCount', action: { status: 503 } } as const;
    await control.faults.add(silent);
    const store = linkedMappings(contactToProfile).filter(({ id }) => id === 'store');
    await replace<IngressConfig>('workflows/ingress/config', ({ mappings }) => ({
      mappings: [...mappings.filter(({ id }) => id !== 'store'), ...store],
    }));
    await control.faults.clear();
    await world.stop();
    await world.start();
    const { code, params } = await parked('store');
    assert.deepEqual(
      [code, params],
      ['first-loads-too-large', { mapping: 'store', count: contacts + stores, limit: contacts }],
    );
    assert.equal((await lane('contact'))?.state, 'live');

    await resume('store');
    await until(async () => (await world.view()).warnings.some((each) => each.code === 'first-loads-too-large'), {
      what: 'the resume is refused',
    });
    assert.equal((await lane('store'))?.state, 'parked');
    await allow(contacts + stores);
    await resume('store');
    await until(async () => (await lane('store'))?.state === 'live', { what: 'the stores are loaded' });
  });

  it('holds no start up where Dynamics does not tell sizes', async () => {
    const store = linkedMappings(contactToProfile).find(({ id }) => id === 'store');
    await replace<IngressConfig>('workflows/ingress/config', ({ mappings }) => ({
      mappings: [
        ...mappings.filter(({ dynamicsTable }) => dynamicsTable !== store?.dynamicsTable),
        ...(store ? [{ ...store, id: 'again' }] : []),
      ],
    }));
    await allow(1);
    await control.faults.add({
      system: 'dynamics',
      pathMatches: 'RetrieveTotalRecordCount',
      action: { status: 503 },
    });
    await world.stop();
    await world.start();
    assert.notEqual((await lane('again'))?.state, 'parked');
    await control.faults.clear();
    await until(async () => (await lane('again'))?.state === 'live', { what: 'the stores are loaded' });
  });
});

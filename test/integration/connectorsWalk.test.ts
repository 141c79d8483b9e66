import assert from 'node:assert/strict';
import type { Campaign } from '../../src/connectors/campaign/index.js';
import type { Dynamics } from '../../src/connectors/dynamics/index.js';
import type { CampaignResource, DynamicsTable } from '../../src/core/metadata.js';
import { CannotGoOn, PassesByItself, PositionLost } from '../../src/core/problems/failures.js';
import { type Sandbox, sandbox } from '../support/sandbox.js';
import { sandboxCampaign, sandboxDynamics } from '../support/sandboxSystems.js';

const { signal } = new AbortController();
const gate = { signal, check: () => signal.throwIfAborted() };
const contacts = 250;
const profiles = 130;

describe('connectors: both sides walked page by page', () => {
  let server: Sandbox;
  let dynamics: Dynamics;
  let campaign: Campaign;
  let table: DynamicsTable;
  let resource: CampaignResource;

  before(async () => {
    server = await sandbox({ contacts });
    dynamics = sandboxDynamics(server);
    campaign = sandboxCampaign(server);
    [table, resource] = await Promise.all([
      dynamics.metadata.readTable('contact', signal),
      campaign.metadata.readResource('profile', signal),
    ]);
    for (let index = 0; index < profiles; index += 1)
      await server.control.profiles.put({ externalId: `key-${index}`, lastName: `Name ${index}` });
  });
  after(async () => {
    await Promise.all([dynamics.close(), campaign.close()]);
  });
  afterEach(async () => {
    await server.control.faults.clear();
    await server.control.settings({ campaign: { bigTableThreshold: 100_000 } });
  });

  async function walkTable(records: number): Promise<string[][]> {
    const pages: string[][] = [];
    for (let link: string | null = null; ; ) {
      const request = { table, properties: [], displayValues: false, records, link };
      const page = await dynamics.walk.page(request, signal);
      pages.push(page.records.map(([key]) => key));
      if (page.next === null) return pages;
      link = page.next;
    }
  }

  async function walkResource(records: number): Promise<string[][]> {
    const pages: string[][] = [];
    for (let link: string | null = null; ; ) {
      const page = await campaign.walk.page(resource, link, records, gate);
      pages.push(page.bodies.map((body) => String(body['externalId'])));
      if (page.next === null) return pages;
      link = page.next;
    }
  }

  it('shows every row of a table once, without change tracking', async () => {
    const since = await server.control.journalEnd();
    const pages = await walkTable(100);
    assert.deepEqual(
      pages.map(({ length }) => length),
      [100, 100, 50],
    );
    const all = (await server.control.snapshot('dynamics')).map(({ contactid }) => String(contactid));
    assert.deepEqual(pages.flat().sort(), all.sort());
    const asked = await server.control.journal({ since, system: 'dynamics' });
    assert.ok(asked.every(({ path }) => !path.includes('deltatoken')));
    // A change token would be given out with the last page of a tracked read.
    assert.equal(pages.length, 3);
  });

  it('shows every record of a resource once, beyond the size at which Campaign gives no next page unasked', async () => {
    await server.control.settings({ campaign: { bigTableThreshold: 20 } });
    const pages = await walkResource(50);
    assert.deepEqual(
      pages.map(({ length }) => length),
      [50, 50, 30],
    );
    assert.deepEqual(new Set(pages.flat()).size, profiles);
  });

  it('gives bodies with the fields that a lookup by key gives', async () => {
    const gate = { signal, check: () => undefined };
    const [body] = (await campaign.walk.page(resource, null, 1, gate)).bodies;
    const lookup = { resource, field: 'externalId', by: { by: 'path' } } as const;
    const found = await campaign.destination.find(lookup, String(body?.['externalId']), gate);
    assert.deepEqual(Object.keys(body ?? {}).sort(), Object.keys(found?.body ?? {}).sort());
  });

  it('says so when a system does not take the link any more', async () => {
    const { next } = await campaign.walk.page(resource, null, 50, gate);
    await assert.rejects(campaign.walk.page(resource, next?.replace(/.$/, '!') ?? '', 50, gate), PositionLost);
    const request = { table, properties: [], displayValues: false, records: 100 };
    const first = await dynamics.walk.page({ ...request, link: null }, signal);
    const torn = first.next?.replace('pagenumber%3D%222%22', 'pagenumber%3D%223%22') ?? '';
    assert.notEqual(torn, first.next);
    await assert.rejects(dynamics.walk.page({ ...request, link: torn }, signal), PositionLost);
    await assert.rejects(
      dynamics.walk.page({ ...request, link: 'http://elsewhere.example/api/data/v9.2/contacts' }, signal),
      PositionLost,
    );
  });

  it('tells an outage, and a resource that is none', async () => {
    await server.control.faults.add({ system: 'campaign', action: { status: 503 } });
    await assert.rejects(campaign.walk.page(resource, null, 50, gate), PassesByItself);
    await server.control.faults.clear();
    await assert.rejects(
      campaign.walk.page({ ...resource, name: 'cusNothing' }, null, 50, gate),
      (error) => error instanceof CannotGoOn && error.code === 'campaign-resource-unknown',
    );
  });
});

import assert from 'node:assert/strict';
import type { InstanceSettings } from '../../src/core/config/settings.js';
import type { ResourceList, ResourceView, TableList, TableView } from '../../src/core/metadataViews.js';
import type { ProblemDetails } from '../../src/core/views.js';
import { type ApiWorld, apiWorld } from '../support/apiWorld.js';

const dev = '/api/v1/instances/dev';
const tables = `${dev}/metadata/dynamics/tables`;
const resources = `${dev}/metadata/campaign/resources`;

describe('metadata over the API', function () {
  this.timeout(60_000);
  let world: ApiWorld;
  before(async () => {
    world = await apiWorld();
  });
  beforeEach(() => {
    world.forgetMetadata();
    Object.assign(world.systems, { away: false, records: {} });
    world.systems.asked.length = 0;
  });
  const read = async <T>(path: string, language = 'en') =>
    (await world.ask(path, { headers: { 'accept-language': language } })).body as T;

  it('lists tables in the language asked for, by one call, and nothing of any of them', async () => {
    const { tables: english } = await read<TableList>(tables);
    assert.deepEqual(english, [
      {
        name: 'contact',
        label: 'Contact',
        entitySet: 'contacts',
        primaryKey: 'contactid',
        changeTracking: true,
      },
      {
        name: 'new_loyalty',
        label: 'Loyalty',
        entitySet: 'new_loyalties',
        primaryKey: 'new_loyaltyid',
        changeTracking: true,
        trackable: true,
      },
    ]);
    const { tables: french } = await read<TableList>(tables, 'fr-CA,fr;q=0.9');
    assert.deepEqual(
      french.map(({ label }) => label),
      ['Contact', 'Fidélité'],
    );
    assert.deepEqual(world.systems.asked, ['dynamics list']);
  });

  it('tells of one table its columns, options, targets and size', async () => {
    world.systems.records = { new_loyalty: 12 };
    const answer = await world.ask(`${tables}/new_loyalty`, { headers: { 'accept-language': 'fr' } });
    assert.equal(answer.headers.get('content-language'), 'fr');
    const table = answer.body as TableView;
    assert.deepEqual([table.label, table.columns['new_name']?.label, table.records], ['Fidélité', 'Nom', 12]);
    assert.deepEqual(table.columns['new_contactid']?.targets, ['contact']);
    assert.deepEqual(table.columns['new_level']?.options, [{ value: 1, label: 'Bronze (fr)' }]);
    assert.ok(!answer.text.includes('"labels"'));
    assert.deepEqual([...world.systems.asked].sort(), ['dynamics count new_loyalty', 'dynamics read new_loyalty']);
  });

  it('tells of a resource its fields, what may be its key, and the filters to look it up by', async () => {
    const { resources: list } = await read<ResourceList>(resources);
    assert.deepEqual(
      list.map(({ name }) => name),
      ['cusLoyalty', 'profile'],
    );
    const resource = await read<ResourceView>(`${resources}/cusLoyalty`);
    assert.deepEqual(resource.fields['level']?.valueLabels, { none: 'None', bronze: 'Bronze' });
    assert.deepEqual(resource.keys, ['crmId', 'name', 'profileId']);
    assert.deepEqual(resource.filters, [{ name: 'byCrmId', label: 'By CRM number', parameter: 'crmId_parameter' }]);
  });

  it('leaves out what is mapped already, on request', async () => {
    assert.deepEqual(
      (await read<TableList>(`${tables}?unmapped=true`)).tables.map(({ name }) => name),
      ['new_loyalty'],
    );
    assert.deepEqual(
      (await read<ResourceList>(`${resources}?unmapped=true`)).resources.map(({ name }) => name),
      ['cusLoyalty'],
    );
    const contact = await read<TableView>(`${tables}/contact?unmapped=true`);
    assert.deepEqual(Object.keys(contact.columns), ['donotbulkemail']);
    const profile = await read<ResourceView>(`${resources}/profile?unmapped=true`);
    assert.deepEqual(Object.keys(profile.fields).sort(), ['age', 'blackListEmail', 'denyListEmail']);
  });

  it('is kept for minutes and read anew on request', async () => {
    await read(tables);
    await read(`${tables}?unmapped=true`);
    assert.deepEqual(world.systems.asked, ['dynamics list']);
    await read(`${tables}?refresh=true`);
    assert.deepEqual(world.systems.asked, ['dynamics list', 'dynamics list']);
    world.forgetMetadata();
    await read(tables);
    assert.equal(world.systems.asked.length, 3);
  });

  it('shows a table without its size where that cannot be had', async () => {
    await read(`${tables}/contact`);
    world.systems.away = true;
    const again = await world.ask(`${tables}/contact`);
    assert.deepEqual([again.status, (again.body as TableView).records], [200, null]);
  });
});

describe('the settings of an instance over the API', function () {
  this.timeout(60_000);
  let world: ApiWorld;
  before(async () => {
    world = await apiWorld();
  });
  const settings = `${dev}/settings`;
  const put = (etag: string, body: unknown) =>
    world.ask(settings, { method: 'PUT', headers: { 'if-match': etag }, body });

  it('begin with what the product comes with, and are saved in versions', async () => {
    const first = await world.ask(settings);
    assert.deepEqual([first.status, first.headers.get('etag')], [200, '"v0"']);
    const { guardrails, lanes } = first.body as InstanceSettings;
    assert.deepEqual([guardrails.customEntities, guardrails.firstLoadRecords, lanes.waitingDays], [20, 15_000_000, 7]);
    const raised = await put('"v0"', { guardrails: { customEntities: 40 }, lanes });
    assert.deepEqual([raised.status, raised.headers.get('etag')], [200, '"v1"']);
    assert.deepEqual(raised.body, { guardrails: { ...guardrails, customEntities: 40 }, lanes });
    assert.equal((await put('"v1"', raised.body)).headers.get('etag'), '"v1"');
    const stale = await put('"v0"', {});
    assert.deepEqual([stale.status, stale.headers.get('etag')], [412, '"v1"']);
    assert.equal((await world.ask(settings, { headers: { 'if-none-match': '"v1"' } })).status, 304);
    const audited = await world.database.db.selectFrom('audit').select(['who', 'what']).execute();
    assert.deepEqual(
      audited.filter(({ what }) => what === 'settings-saved'),
      [{ who: 'local', what: 'settings-saved' }],
    );
  });

  it('let one of several edits win', async () => {
    const { headers } = await world.ask(settings);
    const answers = await Promise.all(
      [1, 2, 3, 4].map((waitingDays) => put(headers.get('etag') ?? '', { lanes: { waitingDays } })),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 412, 412, 412]);
  });

  it('are refused with a pointer to every mistake', async () => {
    const answer = await put('*', { guardrails: { links: -1, more: 1 }, lanes: { deleteBrake: { share: 2 } } });
    assert.deepEqual((answer.body as ProblemDetails).errors?.map(({ pointer }) => pointer).sort(), [
      '/guardrails/links',
      '/guardrails/more',
      '/lanes/deleteBrake/share',
    ]);
  });
});

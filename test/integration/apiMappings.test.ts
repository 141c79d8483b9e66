import assert from 'node:assert/strict';
import type { IngressConfig, TableMapping } from '../../src/core/config/ingress.js';
import type { LimitsView, MappingList, MappingView } from '../../src/core/mappingViews.js';
import { contactToProfile } from '../../src/core/mapping/contactToProfile.js';
import type { ConfigVersions, ProblemDetails } from '../../src/core/views.js';
import { applyVersion } from '../../src/store/applied.js';
import { requestReplay } from '../../src/store/replays.js';
import { type ApiAnswer, type ApiWorld, apiWorld } from '../support/apiWorld.js';
import { loyaltyResource, loyaltyTable, contactTable, profileResource } from '../support/apiMetadata.js';
import { laneSettings } from '../../src/core/config/settings.js';

const ingress = '/api/v1/instances/dev/workflows/ingress';
const mappings = `${ingress}/mappings`;

const loyalty = {
  dynamicsTable: 'new_loyalty',
  campaignResource: 'cusLoyalty',
  idField: {
    column: 'new_loyaltyid',
    field: 'crmId',
    lookup: { by: 'filter', filter: 'byCrmId', parameter: 'crmId_parameter' },
  },
  fields: [{ column: 'new_name', field: 'name' }],
};
const linked = {
  ...loyalty,
  fields: [...loyalty.fields, { column: 'new_contactid', field: 'profileId', parent: contactToProfile.id }],
};

describe('table mappings over the API', function () {
  this.timeout(60_000);
  let world: ApiWorld;
  beforeEach(async function () {
    this.timeout(60_000);
    world ??= await apiWorld();
    const { db } = world.database;
    for (const table of ['settings', 'replays', 'lanes', 'configurations', 'audit'] as const)
      await db.deleteFrom(table).execute();
    await db.updateTable('workflows').set({ applied_version: null, applied_at: null }).execute();
    Object.assign(world.systems, { away: false, keyProblem: null, records: {} });
    world.forgetMetadata();
  });
  const write = (method: string, path: string, etag: string, body?: unknown) =>
    world.ask(path, { method, headers: { 'if-match': etag }, ...(body !== undefined && { body }) });
  const add = (etag: string, body: unknown) => write('POST', mappings, etag, body);
  const put = (id: string, etag: string, body: unknown) => write('PUT', `${mappings}/${id}`, etag, body);
  const view = ({ body }: ApiAnswer) => body as MappingView;
  const problem = ({ body }: ApiAnswer) => body as ProblemDetails;
  const told = (answer: ApiAnswer) => problem(answer).errors?.map(({ pointer, code }) => [pointer, code]);
  const list = async () => ((await world.ask(mappings)).body as MappingList).mappings;
  const contact = async () => ((await world.ask(`${mappings}/contact`)).body as MappingView).mapping;

  it('are listed as the configuration has them, with its tag', async () => {
    const answer = await world.ask(mappings);
    assert.deepEqual([answer.status, answer.headers.get('etag')], [200, '"v0"']);
    const [first, ...others] = (answer.body as MappingList).mappings;
    assert.deepEqual(others, []);
    assert.deepEqual(first, { mapping: contactToProfile, applied: 'none', lane: null, replay: null, notes: [] });
    const one = await world.ask(`${mappings}/contact`, { headers: { 'if-none-match': '"v0"' } });
    assert.deepEqual([one.status, one.headers.get('etag'), one.body], [200, '"v0"', first]);
    const missing = await world.ask(`${mappings}/nothing`);
    assert.deepEqual([missing.status, problem(missing).code], [404, 'mapping-unknown']);
    assert.equal((await world.ask('/api/v1/instances/dev/workflows/egress/mappings')).status, 404);
  });

  it('are added with an id of their own, as a new version of the whole configuration', async () => {
    const added = await add('"v0"', loyalty);
    assert.equal(added.status, 201, added.text);
    assert.deepEqual([added.headers.get('etag'), added.headers.get('location')], ['"v1"', `${mappings}/new_loyalty`]);
    assert.equal(view(added).mapping.id, 'new_loyalty');
    assert.deepEqual(view(added).mapping.fields, [{ ...loyalty.fields[0], applyUpdates: true }]);
    const whole = (await world.ask(`${ingress}/config`)).body as IngressConfig;
    assert.deepEqual(
      whole.mappings.map(({ id }) => id),
      ['contact', 'new_loyalty'],
    );
    assert.deepEqual(
      (await list()).map(({ mapping }) => mapping.id),
      ['contact', 'new_loyalty'],
    );
    const [audited] = await world.database.db.selectFrom('audit').select(['what', 'who']).execute();
    assert.deepEqual(audited, { what: 'config-saved', who: 'local' });
  });

  it('are written on the newest version only, and say so when it is missing', async () => {
    for (const [method, path] of [
      ['POST', mappings],
      ['PUT', `${mappings}/contact`],
      ['DELETE', `${mappings}/contact`],
    ] as const) {
      const body = method === 'DELETE' ? undefined : loyalty;
      const without = await world.ask(path, { method, ...(body && { body }) });
      assert.deepEqual([without.status, problem(without).code], [428, 'version-missing'], method);
      const stale = await write(method, path, '"v7"', body);
      assert.deepEqual([stale.status, problem(stale).code, stale.headers.get('etag')], [412, 'version-stale', '"v0"']);
    }
    const answers = await Promise.all(Array.from({ length: 6 }, () => add('"v0"', loyalty)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 412, 412, 412, 412, 412]);
    const again = await put('new_loyalty', '"v1"', loyalty);
    assert.deepEqual([again.status, again.headers.get('etag')], [200, '"v1"']);
    assert.equal((await put('new_loyalty', '*', linked)).headers.get('etag'), '"v2"');
  });

  it('are in one mapping each, table and resource, with pointers into the mapping that was sent', async () => {
    await add('"v0"', loyalty);
    const second = await add('"v1"', loyalty);
    assert.deepEqual(told(second), [
      ['/dynamicsTable', 'already-used'],
      ['/campaignResource', 'already-used'],
    ]);
    // The mapping stands before the other in the document, but is the one that was sent.
    const changed = await put('contact', '"v1"', { ...(await contact()), dynamicsTable: 'new_loyalty' });
    assert.deepEqual(told(changed), [['/dynamicsTable', 'already-used']]);
    const taken = await add('"v1"', { ...loyalty, id: 'contact', dynamicsTable: 'other', campaignResource: 'other' });
    assert.deepEqual(told(taken), [['/id', 'already-used']]);
  });

  it('hear of every mistake, in the language asked for', async () => {
    const sent = {
      ...loyalty,
      dynamicsTable: 'New Loyalty',
      idField: { ...loyalty.idField, lookup: { by: 'guess' } },
      fields: [{ column: 'new_name', field: 'name', extra: true }, { column: 'new_name' }],
      filter: { join: 'xor', conditions: [] },
    };
    const answer = await world.ask(mappings, {
      method: 'POST',
      headers: { 'if-match': '"v0"', 'accept-language': 'fr' },
      body: sent,
    });
    assert.equal(answer.status, 422);
    const pointers = told(answer)?.map(([pointer]) => pointer);
    for (const pointer of ['/dynamicsTable', '/fields/0/extra', '/fields/1/field', '/filter/join'])
      assert.ok(pointers?.includes(pointer), `${pointer} in ${pointers?.join(' ')}`);
    assert.ok(problem(answer).errors?.every(({ detail, remedy }) => detail !== '' && remedy !== ''));
    for (const body of [[], [loyalty], '"text"', 'null']) {
      const other = await world.ask(mappings, {
        method: 'POST',
        headers: { 'if-match': '"v0"', 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      assert.ok(other.status === 422 || other.status === 400, other.text);
    }
  });

  it('are held against the systems, links and their parents too', async () => {
    const wrong = await add('"v0"', {
      ...linked,
      fields: [
        { column: 'nothing', field: 'name' },
        { column: 'new_level', field: 'created' },
        { column: 'new_name', field: 'profileId', parent: 'contact' },
        { column: 'new_contactid', field: 'number', parent: 'contact' },
      ],
    });
    assert.deepEqual(told(wrong), [
      ['/fields/0/column', 'column-missing'],
      ['/fields/1/field', 'field-read-only'],
      ['/fields/2/column', 'link-not-a-lookup'],
      ['/fields/3/field', 'key-field-too-short'],
    ]);
    const orphan = await add('"v0"', {
      ...loyalty,
      fields: [{ column: 'new_contactid', field: 'profileId', parent: 'nowhere' }],
    });
    assert.deepEqual(told(orphan), [['/fields/0/parent', 'parent-not-mapped']]);
    world.systems.untracked = true;
    world.forgetMetadata();
    assert.deepEqual(told(await add('"v0"', linked)), [['/dynamicsTable', 'dynamics-tracking-off']]);
    world.systems.untracked = false;
    world.forgetMetadata();
    const good = await add('"v0"', linked);
    assert.equal(good.status, 201, good.text);
    assert.deepEqual(
      view(good).notes.map(({ pointer, code }) => [pointer, code]),
      [['/fields/1/parent', 'link-cardinality']],
    );
  });

  it('have their key probed, when Campaign answers', async () => {
    for (const [keyProblem, pointer] of [
      ['campaign-key-wrong', '/idField/field'],
      ['campaign-key-repeated', '/idField/field'],
      ['campaign-filter-wrong', '/idField/lookup'],
    ] as const) {
      world.systems.keyProblem = keyProblem;
      assert.deepEqual(told(await add('"v0"', loyalty)), [[pointer, keyProblem]]);
    }
    world.systems.away = true;
    world.forgetMetadata();
    assert.equal((await add('"v0"', loyalty)).status, 201);
  });

  it('keep their tables and ID field once saved, under the id that was saved or runs', async () => {
    // What the product comes with is a proposal, which nobody has saved yet.
    const free = await put('contact', '"v0"', {
      ...(await contact()),
      fields: [],
      replacements: [],
      idField: { column: 'contactid', field: 'email' },
    });
    assert.equal(free.status, 200, free.text);
    const saved = await contact();
    const fixed = await put('contact', '"v1"', {
      ...saved,
      dynamicsTable: 'new_loyalty',
      idField: { ...saved.idField, field: 'lastName' },
    });
    assert.ok(told(fixed)?.some(([pointer, code]) => pointer === '/dynamicsTable' && code === 'mapping-fixed'));
    assert.ok(told(fixed)?.some(([pointer, code]) => pointer === '/idField/field' && code === 'mapping-fixed'));
    const whole = await write('PUT', `${ingress}/config`, '"v1"', {
      mappings: [{ ...saved, campaignResource: 'cusLoyalty' }],
    });
    assert.ok(
      told(whole)?.some(([pointer, code]) => pointer === '/mappings/0/campaignResource' && code === 'mapping-fixed'),
    );
    const renamed = await put('contact', '"v1"', { ...saved, id: 'other' });
    assert.deepEqual(told(renamed), [['/id', 'mapping-id-differs']]);
    // Deleted since, but still running under its id.
    await applyVersion(world.database.db, 'dev', 'ingress', 1, []);
    assert.equal((await write('DELETE', `${mappings}/contact`, '"v1"')).status, 204);
    const reused = await add('"v2"', { ...loyalty, id: 'contact' });
    assert.ok(
      told(reused)?.every(([, code]) => code === 'mapping-fixed'),
      reused.text,
    );
    const fresh = await add('"v2"', { ...saved, id: undefined });
    assert.deepEqual([fresh.status, view(fresh).mapping.id], [201, 'contact-2']);
  });

  it('are not deleted while others link to them', async () => {
    await add('"v0"', linked);
    const refused = await write('DELETE', `${mappings}/contact`, '"v1"');
    assert.deepEqual([refused.status, problem(refused).code], [409, 'mapping-has-children']);
    assert.equal(problem(refused).params?.['children'], 'new_loyalty');
    const gone = await write('DELETE', `${mappings}/new_loyalty`, '"v1"');
    assert.deepEqual([gone.status, gone.text, gone.headers.get('etag')], [204, '', '"v2"']);
    assert.equal((await write('DELETE', `${mappings}/contact`, '"v2"')).status, 204);
    assert.deepEqual(await list(), []);
    const { versions } = (await world.ask(`${ingress}/config/versions`)).body as ConfigVersions;
    assert.deepEqual(
      versions.map(({ version }) => version),
      [3, 2, 1],
    );
  });

  it('show their lane, their replay, what runs and what to know', async () => {
    const { db } = world.database;
    await add('"v0"', linked);
    const mapping = (await world.ask(`${mappings}/new_loyalty`)).body as MappingView;
    await applyVersion(db, 'dev', 'ingress', 1, [planned(await contact(), []), planned(mapping.mapping, ['contact'])]);
    await requestReplay(db, 'dev', 'ingress', 'new_loyalty', 'local');
    const [first, second] = await list();
    assert.deepEqual([first?.applied, first?.lane?.state, first?.lane?.backlog], ['same', 'new', 0]);
    assert.deepEqual(
      [second?.lane?.behind, second?.replay?.state, second?.replay?.requestedBy],
      ['contact', 'requested', 'local'],
    );
    const { fields } = await contact();
    const edited = await put('contact', '"v1"', { ...(await contact()), fields: fields.slice(1), applyDeletes: true });
    assert.equal(view(edited).applied, 'other');
    assert.deepEqual(
      view(edited)
        .notes.map(({ code }) => code)
        .sort(),
      ['deletes-and-privacy', 'replay-advised'],
    );
    const note = (await list())[1]?.notes.find(({ code }) => code === 'children-left-behind');
    assert.equal(note?.pointer, '/applyDeletes');
  });

  it('stay within the guardrails, whose use is told', async () => {
    Object.assign(world.systems.records, { contact: 14_000_000 });
    const limits = async () => (await world.ask(`${ingress}/limits`)).body as LimitsView;
    assert.deepEqual((await limits()).firstLoadRecords, { used: 14_000_000, allowed: 15_000_000, uncounted: [] });
    const settings = await write('PUT', '/api/v1/instances/dev/settings', '"v0"', {
      guardrails: { customEntities: 1, columns: 1, links: 0, linkDepth: 0 },
    });
    assert.deepEqual([settings.status, settings.headers.get('etag')], [200, '"v1"']);
    const refused = await add('"v0"', linked);
    assert.deepEqual(told(refused), [
      ['', 'links-too-deep'],
      ['/fields', 'too-many-columns'],
      ['/fields', 'too-many-links'],
    ]);
    for (const { detail } of problem(refused).errors ?? []) assert.match(detail, /\d.*\d/);
    world.forgetMetadata();
    Object.assign(world.systems.records, { new_loyalty: 1_000_001 });
    const large = await add('"v0"', loyalty);
    assert.deepEqual(told(large), [['/dynamicsTable', 'too-many-first-load-records']]);
    assert.match(problem(large).errors?.[0]?.detail ?? '', /15000001.*15000000/);
    world.systems.records = {};
    world.forgetMetadata();
    assert.equal((await add('"v0"', loyalty)).status, 201);
    const used = await limits();
    assert.deepEqual(used.customEntities, { used: 1, allowed: 1 });
    assert.deepEqual(used.mappings, [
      {
        mapping: 'new_loyalty',
        columns: { used: 1, allowed: 1 },
        links: { used: 0, allowed: 0 },
        linkDepth: { used: 0, allowed: 0 },
      },
    ]);
    assert.deepEqual(used.firstLoadRecords.uncounted, ['contact', 'new_loyalty']);
    assert.deepEqual(used.replayRecords.tables, [
      { mapping: 'contact', records: null },
      { mapping: 'new_loyalty', records: null },
    ]);
  });

  it('can be edited, and made smaller, where a limit was lowered below what is in use', async () => {
    await add('"v0"', linked);
    await write('PUT', '/api/v1/instances/dev/settings', '"v0"', { guardrails: { columns: 1, customEntities: 0 } });
    const { mapping } = (await world.ask(`${mappings}/new_loyalty`)).body as MappingView;
    assert.equal((await put('new_loyalty', '"v1"', { ...mapping, applyDeletes: true })).status, 200);
    const more = [...mapping.fields, { column: 'new_level', field: 'level' }];
    assert.deepEqual(told(await put('new_loyalty', '"v2"', { ...mapping, fields: more })), [
      ['/fields', 'too-many-columns'],
    ]);
    assert.equal((await write('DELETE', `${mappings}/new_loyalty`, '"v2"')).status, 204);
  });

  function planned(mapping: TableMapping, parents: string[]) {
    const isContact = mapping.id === 'contact';
    return {
      name: mapping.id,
      failure: null,
      plan: {
        version: 1,
        mapping,
        table: isContact ? contactTable : loyaltyTable,
        resource: isContact ? profileResource : loyaltyResource,
        parents: Object.fromEntries(parents.map((id) => [id, { table: 'contact', resource: 'profile' }])),
        children: [],
        settings: laneSettings.parse({}),
      },
    };
  }
});

import assert from 'node:assert/strict';
import type { IngressConfig, TableMapping } from '../../src/core/config/ingress.js';
import { laneSettings } from '../../src/core/config/settings.js';
import { contactToProfile } from '../../src/core/mapping/contactToProfile.js';
import type { MappingList } from '../../src/core/mappingViews.js';
import type { ConfigVersions, WorkflowView } from '../../src/core/views.js';
import { applyVersion } from '../../src/store/applied.js';
import { requestReplay } from '../../src/store/replays.js';
import { contactTable, loyaltyResource, loyaltyTable, profileResource } from '../support/apiMetadata.js';
import { type Contract, contractOf } from '../support/apiContract.js';
import { type ApiAnswer, type ApiWorld, apiWorld } from '../support/apiWorld.js';
import {
  ingressPath,
  linked,
  loyalty,
  mappingCalls,
  mappingsPath,
  mistakesIn,
  problemIn,
  settingsPath,
  viewIn,
} from '../support/mappingCalls.js';

describe('table mappings over the API', function () {
  this.timeout(60_000);
  let world: ApiWorld;
  let calls: ReturnType<typeof mappingCalls>;
  let contract: Contract;
  before(async () => {
    world = await apiWorld();
    contract = contractOf((await world.ask('/api/v1/openapi.json')).body as object);
    calls = mappingCalls(world);
  });
  beforeEach(() => calls.reset());

  it('are listed as the configuration has them, with its tag', async () => {
    const answer = await world.ask(mappingsPath);
    assert.deepEqual([answer.status, answer.headers.get('etag')], [200, '"v0"']);
    const [first, ...others] = (answer.body as MappingList).mappings;
    assert.deepEqual(others, []);
    assert.deepEqual(first, { mapping: contactToProfile, applied: 'none', lane: null, replay: null, notes: [] });
    const one = await world.ask(`${mappingsPath}/contact`, { headers: { 'if-none-match': '"v0"' } });
    assert.deepEqual([one.status, one.headers.get('etag'), one.body], [200, '"v0"', first]);
    const missing = await world.ask(`${mappingsPath}/nothing`);
    assert.deepEqual([missing.status, problemIn(missing).code], [404, 'mapping-unknown']);
    assert.equal((await world.ask('/api/v1/instances/dev/workflows/egress/mappings')).status, 404);
  });

  it('are added with an id of their own, as a new version of the whole configuration', async () => {
    const added = await calls.add('"v0"', loyalty);
    assert.equal(added.status, 201, added.text);
    assert.deepEqual(
      [added.headers.get('etag'), added.headers.get('location')],
      ['"v1"', `${mappingsPath}/new_loyalty`],
    );
    assert.equal(viewIn(added).mapping.id, 'new_loyalty');
    assert.deepEqual(viewIn(added).mapping.fields, [{ ...loyalty.fields[0], applyUpdates: true }]);
    const whole = (await world.ask(`${ingressPath}/config`)).body as IngressConfig;
    assert.deepEqual(
      whole.mappings.map(({ id }) => id),
      ['contact', 'new_loyalty'],
    );
    assert.deepEqual(
      (await calls.list()).map(({ mapping }) => mapping.id),
      ['contact', 'new_loyalty'],
    );
    const [audited] = await world.database.db.selectFrom('audit').select(['what', 'who']).execute();
    assert.deepEqual(audited, { what: 'config-saved', who: 'local' });
  });

  it('are written on the newest version only, and say so when it is missing', async () => {
    for (const [method, path] of [
      ['POST', mappingsPath],
      ['PUT', `${mappingsPath}/contact`],
      ['DELETE', `${mappingsPath}/contact`],
    ] as const) {
      const body = method === 'DELETE' ? undefined : loyalty;
      const without = await world.ask(path, { method, ...(body && { body }) });
      assert.deepEqual([without.status, problemIn(without).code], [428, 'version-missing'], method);
      const stale = await calls.write(method, path, '"v7"', body);
      assert.deepEqual(
        [stale.status, problemIn(stale).code, stale.headers.get('etag')],
        [412, 'version-stale', '"v0"'],
      );
    }
    const answers = await Promise.all(Array.from({ length: 6 }, () => calls.add('"v0"', loyalty)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 412, 412, 412, 412, 412]);
    const again = await calls.put('new_loyalty', '"v1"', loyalty);
    assert.deepEqual([again.status, again.headers.get('etag')], [200, '"v1"']);
    assert.equal((await calls.put('new_loyalty', '*', linked)).headers.get('etag'), '"v2"');
  });

  it('are in one mapping each, table and resource, with pointers into the mapping that was sent', async () => {
    await calls.add('"v0"', loyalty);
    const second = await calls.add('"v1"', loyalty);
    assert.deepEqual(mistakesIn(second), [
      ['/dynamicsTable', 'already-used'],
      ['/campaignResource', 'already-used'],
    ]);
    // The mapping stands before the other in the document, but is the one that was sent.
    const changed = await calls.put('contact', '"v1"', {
      ...(await calls.saved('contact')),
      dynamicsTable: 'new_loyalty',
    });
    assert.deepEqual(mistakesIn(changed), [['/dynamicsTable', 'already-used']]);
    const taken = await calls.add('"v1"', {
      ...loyalty,
      id: 'contact',
      dynamicsTable: 'other',
      campaignResource: 'other',
    });
    assert.deepEqual(mistakesIn(taken), [['/id', 'already-used']]);
  });

  it('stand beside one that is previewed before it is saved, whatever their names', async () => {
    await calls.add('"v0"', { ...loyalty, id: 'new-mapping' });
    const preview = (mapping: object) => world.ask(`${ingressPath}/preview`, { method: 'POST', body: { mapping } });
    assert.deepEqual(mistakesIn(await preview(loyalty)), [
      ['/mapping/dynamicsTable', 'already-used'],
      ['/mapping/campaignResource', 'already-used'],
    ]);
    const other = { ...loyalty, id: 'new-mapping', dynamicsTable: 'other', campaignResource: 'other' };
    assert.deepEqual(mistakesIn(await preview(other)), [['/mapping/id', 'already-used']]);
  });

  it('hear of every mistake, in the language asked for', async () => {
    const sent = {
      ...loyalty,
      dynamicsTable: 'New Loyalty',
      idField: { ...loyalty.idField, lookup: { by: 'guess' } },
      fields: [{ column: 'new_name', field: 'name', extra: true }, { column: 'new_name' }],
      filter: { join: 'xor', conditions: [] },
    };
    const answer = await world.ask(mappingsPath, {
      method: 'POST',
      headers: { 'if-match': '"v0"', 'accept-language': 'fr' },
      body: sent,
    });
    assert.equal(answer.status, 422);
    const pointers = mistakesIn(answer)?.map(([pointer]) => pointer);
    for (const pointer of ['/dynamicsTable', '/fields/0/extra', '/fields/1/field', '/filter/join'])
      assert.ok(pointers?.includes(pointer), `${pointer} in ${pointers?.join(' ')}`);
    assert.ok(problemIn(answer).errors?.every(({ detail, remedy }) => detail !== '' && remedy !== ''));
    for (const body of [[], [loyalty], '"text"', 'null']) {
      const other = await world.ask(mappingsPath, {
        method: 'POST',
        headers: { 'if-match': '"v0"', 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      assert.ok(other.status === 422 || other.status === 400, other.text);
    }
  });

  it('are held against the systems, links and their parents too', async () => {
    const wrong = await calls.add('"v0"', {
      ...linked,
      fields: [
        { column: 'nothing', field: 'name' },
        { column: 'new_level', field: 'created' },
        { column: 'new_name', field: 'profileId', parent: 'contact' },
        { column: 'new_contactid', field: 'number', parent: 'contact' },
      ],
    });
    assert.deepEqual(mistakesIn(wrong), [
      ['/fields/0/column', 'column-missing'],
      ['/fields/1/field', 'field-read-only'],
      ['/fields/2/column', 'link-not-a-lookup'],
      ['/fields/3/field', 'key-field-too-short'],
    ]);
    const orphan = await calls.add('"v0"', {
      ...loyalty,
      fields: [{ column: 'new_contactid', field: 'profileId', parent: 'nowhere' }],
    });
    assert.deepEqual(mistakesIn(orphan), [['/fields/0/parent', 'parent-not-mapped']]);
    world.systems.untracked = true;
    world.forgetMetadata();
    assert.deepEqual(mistakesIn(await calls.add('"v0"', linked)), [['/dynamicsTable', 'dynamics-tracking-off']]);
    world.systems.untracked = false;
    world.forgetMetadata();
    const good = await calls.add('"v0"', linked);
    assert.equal(good.status, 201, good.text);
    assert.deepEqual(
      viewIn(good).notes.map(({ pointer, code }) => [pointer, code]),
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
      assert.deepEqual(mistakesIn(await calls.add('"v0"', loyalty)), [[pointer, keyProblem]]);
    }
  });

  it('are saved where a system is away, slow or not asked for good, with a note that they are not checked yet', async () => {
    const asked = (answer: ApiAnswer) => {
      contract.holds('PUT', `${mappingsPath}/new_loyalty`, answer);
      return viewIn(answer).notes.map(({ code }) => code);
    };
    world.systems.away = true;
    world.forgetMetadata();
    const added = await world.ask(mappingsPath, {
      method: 'POST',
      headers: { 'if-match': '"v0"', 'accept-language': 'fr' },
      body: loyalty,
    });
    contract.holds('POST', mappingsPath, added);
    assert.equal(added.status, 201, added.text);
    const [note, ...others] = viewIn(added).notes;
    assert.deepEqual([note?.pointer, note?.code, others], ['', 'mapping-not-checked', []]);
    assert.match(note?.detail ?? '', /new_loyalty est enregistré, mais pas encore vérifié/);
    assert.match(note?.remedy ?? '', /prochain démarrage/);
    assert.deepEqual((await calls.read('new_loyalty')).notes, [], 'it is told to who saves');
    const { mapping } = await calls.read('new_loyalty');
    const put = (etag: string, applyUpdates: boolean) =>
      calls.put('new_loyalty', etag, { ...mapping, fields: [{ ...mapping.fields[0], applyUpdates }] });
    world.systems.away = false;
    let answerNow = () => {};
    world.systems.slow = new Promise((resolve) => (answerNow = resolve));
    assert.deepEqual(asked(await put('"v1"', false)), ['mapping-not-checked']);
    answerNow();
    assert.deepEqual(asked(await put('"v2"', true)), []);
    world.systems.keyProblem = 'campaign-forbidden';
    world.forgetMetadata();
    assert.deepEqual(asked(await put('"v3"', false)), ['mapping-not-checked']);
  });

  it('keep their tables and ID field once saved, under the id that was saved or runs', async () => {
    // What the product comes with is a proposal, which nobody has saved yet.
    const free = await calls.put('contact', '"v0"', {
      ...(await calls.saved('contact')),
      fields: [],
      replacements: [],
      idField: { column: 'contactid', field: 'email' },
    });
    assert.equal(free.status, 200, free.text);
    const saved = await calls.saved('contact');
    const fixed = await calls.put('contact', '"v1"', {
      ...saved,
      dynamicsTable: 'new_loyalty',
      idField: { ...saved.idField, field: 'lastName' },
    });
    assert.ok(mistakesIn(fixed)?.some(([pointer, code]) => pointer === '/dynamicsTable' && code === 'mapping-fixed'));
    assert.ok(mistakesIn(fixed)?.some(([pointer, code]) => pointer === '/idField/field' && code === 'mapping-fixed'));
    const whole = await calls.write('PUT', `${ingressPath}/config`, '"v1"', {
      mappings: [{ ...saved, campaignResource: 'cusLoyalty' }],
    });
    assert.ok(
      mistakesIn(whole)?.some(
        ([pointer, code]) => pointer === '/mappings/0/campaignResource' && code === 'mapping-fixed',
      ),
    );
    const renamed = await calls.put('contact', '"v1"', { ...saved, id: 'other' });
    assert.deepEqual(mistakesIn(renamed), [['/id', 'mapping-id-differs']]);
    // Deleted since, but still running under its id.
    await applyVersion(world.database.db, 'dev', 'ingress', 1, []);
    assert.equal((await calls.write('DELETE', `${mappingsPath}/contact`, '"v1"')).status, 204);
    const reused = await calls.add('"v2"', { ...loyalty, id: 'contact' });
    assert.deepEqual(mistakesIn(reused), [['/id', 'mapping-id-runs']]);
    const swapped = { mappings: [{ ...loyalty, id: 'contact' }] };
    const codes = mistakesIn(await calls.write('PUT', `${ingressPath}/config`, '"v2"', swapped))?.map(
      ([, code]) => code,
    );
    assert.deepEqual(new Set(codes), new Set(['mapping-fixed']));
    const fresh = await calls.add('"v2"', { ...saved, id: undefined });
    assert.deepEqual([fresh.status, viewIn(fresh).mapping.id], [201, 'contact-2']);
  });

  it('are not deleted while others link to them', async () => {
    await calls.add('"v0"', linked);
    const refused = await calls.write('DELETE', `${mappingsPath}/contact`, '"v1"');
    assert.deepEqual([refused.status, problemIn(refused).code], [409, 'mapping-has-children']);
    assert.equal(problemIn(refused).params?.['children'], 'new_loyalty');
    const gone = await calls.write('DELETE', `${mappingsPath}/new_loyalty`, '"v1"');
    assert.deepEqual([gone.status, gone.text, gone.headers.get('etag')], [204, '', '"v2"']);
    assert.equal((await calls.write('DELETE', `${mappingsPath}/contact`, '"v2"')).status, 204);
    assert.deepEqual(await calls.list(), []);
    const { versions } = (await world.ask(`${ingressPath}/config/versions`)).body as ConfigVersions;
    assert.deepEqual(
      versions.map(({ version }) => version),
      [3, 2, 1],
    );
  });

  it('show their lane, their replay, what runs and what to know', async () => {
    const { db } = world.database;
    await calls.add('"v0"', linked);
    const mapping = await calls.read('new_loyalty');
    await applyVersion(db, 'dev', 'ingress', 1, [
      planned(await calls.saved('contact'), []),
      planned(mapping.mapping, ['contact']),
    ]);
    await requestReplay(db, 'dev', 'ingress', 'new_loyalty', 'local');
    const pending = async () => ((await world.ask(ingressPath)).body as WorkflowView).pending.settings;
    await calls.write('PUT', settingsPath, '"v0"', { guardrails: { columns: 60 } });
    assert.equal(await pending(), false);
    await calls.write('PUT', settingsPath, '"v1"', { lanes: { waitingDays: 3 } });
    assert.equal(await pending(), true);
    const [first, second] = await calls.list();
    assert.deepEqual([first?.applied, first?.lane?.state, first?.lane?.backlog], ['same', 'new', 0]);
    assert.deepEqual(
      [second?.lane?.behind, second?.replay?.state, second?.replay?.requestedBy],
      ['contact', 'requested', 'local'],
    );
    const { fields } = await calls.saved('contact');
    const edited = await calls.put('contact', '"v1"', {
      ...(await calls.saved('contact')),
      fields: fields.slice(1),
      applyDeletes: true,
    });
    assert.equal(viewIn(edited).applied, 'other');
    assert.deepEqual(
      viewIn(edited)
        .notes.map(({ code }) => code)
        .sort(),
      ['deletes-and-privacy', 'replay-advised'],
    );
    const note = (await calls.list())[1]?.notes.find(({ code }) => code === 'children-left-behind');
    assert.equal(note?.pointer, '/applyDeletes');
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

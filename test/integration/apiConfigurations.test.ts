import assert from 'node:assert/strict';
import type { IngressConfig } from '../../src/core/config/ingress.js';
import { contactToProfile } from '../../src/core/mapping/contactToProfile.js';
import type { ConfigVersions, ProblemDetails, WorkflowView } from '../../src/core/views.js';
import { type ApiAnswer, type ApiWorld, apiWorld } from '../support/apiWorld.js';

const workflows = '/api/v1/instances/dev/workflows';

describe('configurations over the API', function () {
  this.timeout(60_000);
  let world: ApiWorld;
  beforeEach(async function () {
    this.timeout(60_000);
    world ??= await apiWorld();
    await world.database.db.deleteFrom('configurations').execute();
    await world.database.db.deleteFrom('audit').execute();
  });
  const put = (workflow: string, etag: string, body: unknown, headers: Record<string, string> = {}) =>
    world.ask(`${workflows}/${workflow}/config`, { method: 'PUT', headers: { 'if-match': etag, ...headers }, body });
  const get = (workflow: string, headers: Record<string, string> = {}) =>
    world.ask(`${workflows}/${workflow}/config`, { headers });
  const problem = ({ body }: ApiAnswer) => body as ProblemDetails;
  const pointers = (answer: ApiAnswer) => problem(answer).errors?.map(({ pointer, code }) => [pointer, code]);
  const mapping = (changes: Partial<IngressConfig['mappings'][number]>): IngressConfig => ({
    mappings: [{ ...contactToProfile, replacements: [], ...changes }],
  });

  it('begin with what the product comes with, as version 0', async () => {
    const ingress = await get('ingress');
    assert.equal(ingress.headers.get('etag'), '"v0"');
    assert.deepEqual(ingress.body, { mappings: [contactToProfile] });
    const optInOut = await get('optInOut');
    assert.deepEqual(optInOut.body, { direction: 'disabled', pairs: [] });
  });

  it('are saved as the next version, with the defaults filled in, and read back with its tag', async () => {
    const saved = await put('egress', '"v0"', { opens: true });
    assert.deepEqual([saved.status, saved.headers.get('etag')], [200, '"v1"']);
    assert.deepEqual(saved.body, { sends: false, clicks: false, opens: true, bounces: false });
    const read = await get('egress');
    assert.deepEqual([read.headers.get('etag'), read.body], ['"v1"', saved.body]);
    assert.equal((await get('egress', { 'if-none-match': '"v1"' })).status, 304);
    assert.equal((await get('egress', { 'if-none-match': '"v0"' })).status, 200);
  });

  it('make no new version when nothing changed', async () => {
    const first = await put('egress', '"v0"', { opens: true });
    const again = await put('egress', '"v1"', { bounces: false, opens: true, clicks: false });
    assert.deepEqual([again.status, again.headers.get('etag'), again.body], [200, '"v1"', first.body]);
    const untouched = await put('ingress', '"v0"', { mappings: [contactToProfile] });
    assert.equal(untouched.headers.get('etag'), '"v0"');
  });

  it('are saved on the newest version only', async () => {
    await put('egress', '"v0"', { opens: true });
    for (const stale of ['"v0"', '"v2"', 'W/"v1"', '"1"', 'v1', '']) {
      const answer = await put('egress', stale, { opens: false });
      assert.deepEqual([answer.status, problem(answer).code], [412, 'version-stale'], stale);
      assert.equal(answer.headers.get('etag'), '"v1"');
      assert.equal(problem(answer).params?.['version'], 1);
    }
    assert.equal((await put('egress', '"v9", "v1"', { sends: true })).headers.get('etag'), '"v2"');
    assert.equal((await put('egress', '*', { sends: false })).headers.get('etag'), '"v3"');
  });

  it('let exactly one of many edits of one version win', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, place) =>
        put('ingress', '"v0"', mapping({ fields: [{ column: `c${place}`, field: 'email', applyUpdates: true }] })),
      ),
    );
    // c0.. are not in the systems' metadata, so all of these would be refused if they could be asked.
    assert.ok(answers.every(({ status }) => status === 422));
    world.systems.away = true;
    const egress = await Promise.all(
      Array.from({ length: 12 }, (_, place) =>
        put('egress', '"v0"', {
          sends: place % 2 === 0,
          clicks: place % 2 === 1,
          opens: place % 3 === 0,
          bounces: true,
        }),
      ),
    );
    world.systems.away = false;
    assert.deepEqual(egress.map(({ status }) => status).sort(), [200, ...Array.from({ length: 11 }, () => 412)]);
    const winner = egress.find(({ status }) => status === 200);
    assert.deepEqual((await get('egress')).body, winner?.body);
    const { versions } = (await world.ask(`${workflows}/egress/config/versions`)).body as ConfigVersions;
    assert.equal(versions.length, 1);
  });

  it('are refused with a pointer and a remedy for every mistake, in the reader’s language', async () => {
    const body = {
      direction: 'both',
      pairs: [
        { column: 'a', field: 'denyList', extra: 1 },
        { column: 'a', field: 'no' },
      ],
      more: true,
    };
    const answer = await put('optInOut', '"v0"', body, { 'accept-language': 'fr' });
    assert.equal(answer.status, 422);
    assert.deepEqual(
      pointers(answer)?.sort(),
      [
        ['/direction', 'value-not-offered'],
        ['/more', 'member-unknown'],
        ['/pairs/0/extra', 'member-unknown'],
        ['/pairs/1/column', 'already-used'],
        ['/pairs/1/field', 'value-not-offered'],
      ].sort(),
    );
    assert.ok(
      problem(answer).errors?.every(({ detail, remedy }) => /^(Ceci|Le membre|a est).*ez/.test(`${detail} ${remedy}`)),
    );
    assert.equal((await get('optInOut')).headers.get('etag'), '"v0"');
  });

  it('are held against the metadata of both systems when these answer', async () => {
    const fields = [
      { column: 'nothing', field: 'email', applyUpdates: true },
      { column: 'lastname', field: 'age', applyUpdates: true },
    ];
    const answer = await put('ingress', '"v0"', mapping({ fields }));
    assert.deepEqual(pointers(answer), [
      ['/mappings/0/fields/0/column', 'column-missing'],
      ['/mappings/0/fields/1/field', 'field-read-only'],
    ]);
    const elsewhere = await put('ingress', '"v0"', mapping({ dynamicsTable: 'gone', campaignResource: 'gone' }));
    assert.deepEqual(pointers(elsewhere), [
      ['/mappings/0/dynamicsTable', 'dynamics-table-unknown'],
      ['/mappings/0/campaignResource', 'campaign-resource-unknown'],
    ]);
  });

  it('are saved without the systems when these are away', async () => {
    world.systems.away = true;
    const saved = await put('ingress', '"v0"', mapping({ dynamicsTable: 'account', campaignResource: 'service' }));
    world.systems.away = false;
    assert.deepEqual([saved.status, saved.headers.get('etag')], [200, '"v1"']);
  });

  it('never let ingress and Opt-In/Out write one field, on whichever side it is saved', async () => {
    const pairs = [{ column: 'donotbulkemail', field: 'denyListEmail' }];
    const mapped = (field: string) => mapping({ fields: [{ column: 'donotbulkemail', field, applyUpdates: true }] });
    const onIngress = async () => {
      // Campaign's wire has the older name for the same field.
      for (const field of ['denyListEmail', 'blackListEmail']) {
        const refused = await put('ingress', '"v0"', mapped(field));
        assert.deepEqual(pointers(refused), [['/mappings/0/fields/0/field', 'field-paired']], field);
      }
    };
    assert.equal((await put('optInOut', '"v0"', { direction: 'bidirectional', pairs })).status, 200);
    await onIngress();
    assert.equal((await put('optInOut', '"v1"', { direction: 'disabled', pairs })).status, 200);
    assert.equal((await put('ingress', '"v0"', mapped('denyListEmail'))).status, 200);
    const refused = await put('optInOut', '"v2"', { direction: 'campaignToDynamics', pairs });
    assert.deepEqual(pointers(refused), [['/pairs/0/field', 'field-paired']]);
  });

  it('are listed with number, person and time, and every save is audited with before and after', async () => {
    await put('egress', '"v0"', { opens: true });
    await put('egress', '"v1"', { clicks: true });
    const { versions } = (await world.ask(`${workflows}/egress/config/versions`)).body as ConfigVersions;
    assert.deepEqual(
      versions.map(({ version, savedBy }) => [version, savedBy]),
      [
        [2, 'local'],
        [1, 'local'],
      ],
    );
    assert.ok(versions.every(({ savedAt }) => Math.abs(Date.parse(savedAt) - Date.now()) < 60_000));
    const audited = await world.database.db.selectFrom('audit').selectAll().orderBy('id').execute();
    assert.deepEqual(
      audited.map(({ who, what, instance, workflow }) => [who, what, instance, workflow]),
      [
        ['local', 'config-saved', 'dev', 'egress'],
        ['local', 'config-saved', 'dev', 'egress'],
      ],
    );
    const [, last] = audited;
    const { before, after } = last as unknown as { before: { version: number }; after: { version: number } };
    assert.deepEqual([before.version, after.version], [1, 2]);
  });

  it('are counted as saved in the view at once', async () => {
    await put('egress', '"v0"', { opens: true });
    const { body } = await world.ask(`${workflows}/egress`);
    assert.deepEqual((body as WorkflowView).config, { saved: 1, applied: null });
    assert.equal((body as WorkflowView).pendingChanges, false);
  });
});

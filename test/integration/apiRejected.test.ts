import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { ProblemDetails } from '../../src/core/views.js';
import type { QueuedRecord } from '../../src/core/lane.js';
import { askAgain, enqueueAgain } from '../../src/store/again.js';
import { keepCheckpoint } from '../../src/store/checkpoint.js';
import { takeReader, takeWriter } from '../../src/store/lanes.js';
import { nextChunk } from '../../src/store/queue.js';
import type { RejectedDetail, RejectedGroups, RejectedList, RejectedRecord } from '../../src/core/rejected.js';
import { type Contract, contractOf } from '../support/apiContract.js';
import { type ApiAnswer, type ApiWorld, apiWorld, type AskOptions } from '../support/apiWorld.js';
import { personal, seedLanes, seedRejected } from '../support/rejectedSeed.js';
import { checkpointOf, refused as rejectedOf } from '../support/storedLane.js';

const ingress = '/api/v1/instances/dev/workflows/ingress';
const rejected = `${ingress}/rejected`;
const french = { headers: { 'accept-language': 'fr' } };
const keyOf = (number: number) => `0c0ffee0-0000-e711-a94e-${String(number).padStart(12, '0')}`;

describe('rejected records over the API', function () {
  this.timeout(60_000);
  let world: ApiWorld;
  let contract: Contract;
  let contact: number;
  let loyalty: number;
  /** All that was answered but where values of records may be. */
  let answered = '';

  before(async () => {
    world = await apiWorld();
    contract = contractOf((await world.ask('/api/v1/openapi.json')).body as object);
    const lanes = await seedLanes(world.database, 'contact', 'loyalty');
    contact = lanes.get('contact') ?? 0;
    loyalty = lanes.get('loyalty') ?? 0;
    const many = (count: number, from: number, more: object) =>
      Array.from({ length: count }, (_, index) => ({ key: keyOf(from + index), ...more }));
    await seedRejected(world.database, contact, many(700, 0, { at: '2026-03-01T12:00:00Z' }));
    await seedRejected(
      world.database,
      contact,
      many(300, 700, { code: 'campaign-enumeration', params: { field: 'gender' }, at: '2026-03-02T12:00:00Z' }),
    );
    await seedRejected(
      world.database,
      loyalty,
      many(150, 900, { code: 'campaign-enumeration', params: { field: 'level' }, at: '2026-03-03T12:00:00Z' }),
    );
  });

  const held = (path: string, answer: ApiAnswer, { method = 'GET' }: AskOptions = {}) => {
    contract.holds(method, path, answer);
    answered += answer.text;
    return answer;
  };
  const asked = async (path: string, options: AskOptions = {}) => held(path, await world.ask(path, options), options);
  const list = async (query: Record<string, string> = {}) => {
    const answer = await asked(`${rejected}?${new URLSearchParams(query).toString()}`);
    assert.equal(answer.status, 200, answer.text);
    return answer.body as RejectedList;
  };
  /** All pages; `between` happens after each. */
  async function walk(query: Record<string, string>, between = async (_page: RejectedRecord[]) => {}) {
    const all: RejectedRecord[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const page = await list({ ...query, ...(next && { cursor: next }) });
      all.push(...page.records);
      next = page.next;
      await between(page.records);
    }
    return all;
  }
  const numbers = (records: readonly RejectedRecord[]) => records.map(({ id }) => id);

  it('are listed page by page, the newest first, all of them once', async () => {
    const all = await walk({ limit: '500' });
    assert.equal(all.length, 1_150);
    assert.deepEqual(
      numbers(all),
      numbers(all).toSorted((a, b) => b - a),
    );
    assert.equal((await list()).records.length, 50);
    // A page that ends with the last record has none after it.
    const exact = await list({ mapping: 'loyalty', limit: '150' });
    assert.deepEqual([exact.records.length, exact.next], [150, null]);
  });

  it('are chosen by mapping, reason, key and time, and by all that is said', async () => {
    const count = async (query: Record<string, string>) => (await walk({ ...query, limit: '500' })).length;
    assert.equal(await count({ mapping: 'contact' }), 1_000);
    assert.equal(await count({ mapping: 'loyalty' }), 150);
    assert.equal(await count({ mapping: 'account' }), 0);
    assert.equal(await count({ reason: 'campaign-enumeration' }), 450);
    assert.equal(await count({ reason: 'campaign-enumeration', mapping: 'contact' }), 300);
    assert.equal(await count({ from: '2026-03-02T00:00:00Z' }), 450);
    assert.equal(await count({ from: '2026-03-02T12:00:00Z', to: '2026-03-03T12:00:00Z' }), 300);
    assert.equal(await count({ to: '2026-03-02T14:00:00+02:00' }), 700);
    // One key may be in two lanes, and may be written in capitals.
    const both = await walk({ key: keyOf(950).toUpperCase() });
    assert.deepEqual(
      both.map(({ mapping, key }) => [mapping, key]),
      [
        ['loyalty', keyOf(950)],
        ['contact', keyOf(950)],
      ],
    );
    assert.equal(await count({ key: keyOf(950), mapping: 'loyalty', from: '2026-03-04T00:00:00Z' }), 0);
  });

  it('that stay are seen once by who turns the pages while others come and go', async () => {
    const before = numbers(await walk({ mapping: 'contact', limit: '500' }));
    const gone = new Set<number>();
    const seen = await walk({ mapping: 'contact', limit: '90' }, async (page) => {
      await seedRejected(world.database, contact, [{ code: 'campaign-value' }, { code: 'campaign-value' }]);
      // The last one of the page, which its cursor names, and one that is still to come.
      const last = page.at(-1)?.id ?? 0;
      for (const id of [last, last - 7]) {
        await world.database.db.deleteFrom('rejected_records').where('id', '=', id).execute();
        gone.add(id);
      }
    });
    assert.equal(new Set(numbers(seen)).size, seen.length, 'none twice');
    const missed = before.filter((id) => !numbers(seen).includes(id));
    assert.deepEqual(
      missed.filter((id) => !gone.has(id)),
      [],
    );
    await world.database.db.deleteFrom('rejected_records').where('code', '=', 'campaign-value').execute();
  });

  for (const [query, name] of [
    ['limit=0', 'limit'],
    ['limit=501', 'limit'],
    ['cursor=x', 'cursor'],
    ['cursor=', 'cursor'],
    ['key=Quill', 'key'],
    ['from=yesterday', 'from'],
    ['mapping=..', 'mapping'],
  ] as const) {
    it(`are not listed by ${query}`, async () => {
      const answer = await asked(`${rejected}?${query}`);
      const { code, params } = answer.body as ProblemDetails;
      assert.deepEqual([answer.status, code, params?.['name']], [400, 'parameter-wrong', name]);
    });
  }

  it('are counted by mapping and reason, the commonest first', async () => {
    const { total, groups } = (await asked(`${rejected}/groups?mapping=loyalty`)).body as RejectedGroups;
    assert.deepEqual(
      [total, groups.map(({ mapping, reason, records, newestAt }) => [mapping, reason.code, records, newestAt])],
      [150, [['loyalty', 'campaign-enumeration', 150, '2026-03-03T12:00:00.000Z']]],
    );
    const all = (await asked(`${rejected}/groups`, french)).body as RejectedGroups;
    assert.deepEqual(
      all.groups.map(({ mapping, reason: { code } }) => `${mapping} ${code}`),
      ['contact campaign-email', 'contact campaign-enumeration', 'loyalty campaign-enumeration'],
    );
    assert.equal(
      all.total,
      all.groups.reduce((sum, { records }) => sum + records, 0),
    );
    assert.match(all.groups[1]?.reason.sentence ?? '', /n’accepte pas la valeur pour le champ d’énumération gender/);
  });

  it('are told in English and in French', async () => {
    const query = `${rejected}?reason=campaign-enumeration&limit=1`;
    const reason = (answer: ApiAnswer) => (answer.body as RejectedList).records[0]?.reason;
    const english = reason(await asked(query));
    assert.equal(english?.sentence, 'Campaign does not accept the value for the enumeration field level.');
    assert.match(reason(await asked(query, french))?.sentence ?? '', /^Campaign n’accepte pas la valeur .* level\.$/);
    const missing = await asked(`${rejected}/999999`, french);
    assert.match((missing.body as ProblemDetails).detail, /Aucun enregistrement rejeté 999999/);
  });

  it('show their row to who may see personal data, and each look is audited', async () => {
    const [id = 0] = await seedRejected(world.database, contact, [{ key: keyOf(5_000) }]);
    const looks = () =>
      world.database.db.selectFrom('audit').select(['who', 'after']).where('what', '=', 'personal-data-seen').execute();
    const before = (await looks()).length;
    const path = `${rejected}/${id}`;
    for (let look = 0; look < 2; look += 1) {
      const answer = await world.ask(path);
      contract.holds('GET', path, answer);
      const { masked, row, key } = answer.body as RejectedDetail;
      assert.deepEqual([masked, key], [false, keyOf(5_000)]);
      assert.deepEqual(row, { lastname: personal, middlename: null, contactid: keyOf(5_000) });
    }
    assert.deepEqual((await looks()).slice(before), [
      { who: 'local', after: { rejected: id } },
      { who: 'local', after: { rejected: id } },
    ]);
    const hidden = held(path, await world.askMasking(path));
    const { masked, row } = hidden.body as RejectedDetail;
    assert.deepEqual([masked, row], [true, { lastname: '•••', middlename: null, contactid: keyOf(5_000) }]);
    assert.equal((await looks()).length, before + 2, 'a mask is no look');
  });

  it('are being retried until their newest version was dealt with', async () => {
    const { db, sealer } = world.database;
    const key = keyOf(6_000);
    const [id = 0] = await seedRejected(world.database, contact, [{ key, at: '2026-03-01T12:00:00Z' }]);
    const isRetried = async () => {
      const { records } = await list({ key });
      const one = held(`${rejected}/${id}`, await world.askMasking(`${rejected}/${id}`));
      assert.equal((one.body as RejectedDetail).retrying, records[0]?.retrying);
      return records.map(({ retrying, rejectedAt }) => [retrying, Date.parse(rejectedAt) > Date.parse('2026-03-02')]);
    };
    assert.deepEqual(await isRetried(), [[false, false]]);
    await askAgain(db, contact, [key], 'retry');
    assert.deepEqual(await isRetried(), [[true, false]]);
    const { fence } = await takeReader(db, 'dev', 'ingress');
    const version: QueuedRecord = [key, { contactid: key, lastname: personal }];
    await enqueueAgain(db, sealer, contact, fence, [key], [[version]]);
    assert.deepEqual(await isRetried(), [[true, false]]);
    const writer = await takeWriter(db, 'dev', 'ingress', 'contact');
    assert.ok(writer);
    const chunk = (await nextChunk(db, sealer, contact, 0))?.number ?? 0;
    const refused = { ...rejectedOf(0, chunk), key };
    assert.ok(await keepCheckpoint(db, sealer, writer, checkpointOf([refused], { number: chunk, done: [1], open: 0 })));
    assert.deepEqual(await isRetried(), [[false, true]]);
    assert.equal((await list({ key })).records[0]?.id, id, 'it keeps its place');
  });

  it('whose row is not at hand have none, for nobody', async () => {
    const params = { parent: 'contact', days: 7, column: 'new_contactid' };
    const [id = 0] = await seedRejected(world.database, loyalty, [{ code: 'parent-missing', params, row: null }]);
    const detail = (await asked(`${rejected}/${id}`)).body as RejectedDetail;
    assert.deepEqual([detail.row, detail.masked], [null, false]);
    assert.match(detail.reason.sentence, /new_contactid names a record of table mapping contact.*7 days/);
  });

  for (const id of ['999999', '0', 'abc', '-1', '1e3', '99999999999999999999', '1%27']) {
    it(`that are not there are not found: ${id}`, async () => {
      for (const [path, options] of [
        [`${rejected}/${id}`, {}],
        [`${rejected}/${id}/retry`, { method: 'POST' }],
      ] as const) {
        const answer = await asked(path, options);
        const { code } = answer.body as ProblemDetails;
        assert.deepEqual([answer.status, code], [404, 'rejected-unknown'], answer.text);
      }
    });
  }

  for (const [what, body, pointer] of [
    ['retry', { mappings: 'contact' }, '/mappings'],
    ['retry', { ids: [] }, '/ids'],
    ['retry', { ids: [1.5] }, '/ids/0'],
    ['retry', { keys: ['Quill'] }, '/keys/0'],
    ['retry', { keys: Array.from({ length: 401 }, () => randomUUID()) }, '/keys'],
    ['discard', {}, '/why'],
    ['discard', { why: '' }, '/why'],
    ['discard', { why: 'known', by: 'someone else' }, '/by'],
  ] as const) {
    it(`are not taken to be meant by ${what} ${JSON.stringify(body).slice(0, 60)}`, async () => {
      const answer = await asked(`${rejected}/${what}`, { method: 'POST', body });
      const { code, remedy, errors = [] } = answer.body as ProblemDetails;
      assert.match(remedy, /send it again. Nothing was saved or carried out\.$/);
      assert.deepEqual(
        [answer.status, code, errors.map((mistake) => mistake.pointer)],
        [422, 'document-refused', [pointer]],
        answer.text,
      );
    });
  }

  it('show no value of a record in any other answer, and none in the log', () => {
    assert.ok(answered.length > 100_000);
    assert.ok(!answered.includes(personal));
    assert.ok(world.logged().includes('/rejected'));
    assert.ok(!world.logged().includes(personal));
    assert.ok(!/unexpected/.test(world.logged()));
  });
});

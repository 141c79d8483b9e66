import assert from 'node:assert/strict';
import { type CampaignApi, contentOf, hrefOf, inner, type Json } from '../support/campaignApi.js';
import { campaignSandbox } from '../support/campaignSandbox.js';
import type { Sandbox } from '../support/sandbox.js';

const ext = 'profileAndServicesExt/profile';

describe('the sandbox: lists and filters of Campaign', () => {
  let own: Sandbox;
  let api: CampaignApi;
  campaignSandbox((...both) => ([own, api] = both));

  const set = (campaign: Json) => own.control.settings({ campaign });
  const names = (list: Json) => contentOf(list).map(({ firstName }) => firstName);

  async function createMany(count: number): Promise<void> {
    for (let at = 0; at < count; at += 1) {
      await api.create({ externalId: `id-${at}`, firstName: `P${String(at).padStart(3, '0')}`, cusPoints: count - at });
    }
  }

  /** Follows `next` from a first page to the last. */
  async function walk(path: string, between: () => Promise<unknown> = async () => undefined): Promise<unknown[]> {
    const found: unknown[] = [];
    for (let page = await api.get(path); ; page = await api.get(hrefOf(page, 'next'))) {
      found.push(...names(page));
      if (page['next'] === undefined) return found;
      await between();
    }
  }

  it('gives pages of 25 with an opaque next, and none on the last', async () => {
    await createMany(60);
    const first = await api.get(ext);
    assert.equal(contentOf(first).length, 25);
    assert.equal(first['serverSidePagination'], true);
    assert.match(hrefOf(first, 'next'), /\/profile\?_lineStart=@[\w-]{79,}$/);
    const all = await walk(ext);
    assert.deepEqual([all.length, new Set(all).size], [60, 60]);
    assert.deepEqual(await walk(`${ext}?_lineCount=20`), all);
    assert.match(hrefOf(await api.get(`${ext}?_lineCount=20`), 'next'), /\?_lineCount=20&_lineStart=@/);
    assert.equal((await api.get(hrefOf(first, 'count')))['count'], 60);
    assert.deepEqual(await api.get(`${ext}/_count`), { count: 60 });
    assert.equal(contentOf(await api.get(`${ext}.json`)).length, 25);
    await api.refused(500, 'GET', `${ext}?_lineCount=0`);
    await api.refused(500, 'GET', `${ext}?_lineStart=25`);
  });

  it('withholds next from a big table unless it is forced', async () => {
    await createMany(30);
    await set({ bigTableThreshold: 29 });
    const silent = await api.get(ext);
    assert.deepEqual([silent['next'], silent['serverSidePagination']], [undefined, false]);
    assert.equal((await walk(`${ext}?_forcePagination=true&_lineCount=7`)).length, 30);
    await set({ bigTableThreshold: 30 });
    assert.equal((await walk(ext)).length, 30);
  });

  it('sorts up and down, and refuses what cannot be sorted by', async () => {
    await createMany(5);
    assert.deepEqual(names(await api.get(`${ext}?_order=cusPoints`))[0], 'P004');
    assert.deepEqual(await walk(`${ext}?_order=firstName%20desc&_lineCount=2`), [
      'P004',
      'P003',
      'P002',
      'P001',
      'P000',
    ]);
    for (const order of ['age', 'nothing', 'location', 'firstName,lastName', 'firstName down']) {
      await api.refused(500, 'GET', `${ext}?_order=${encodeURIComponent(order)}`);
    }
  });

  it('lists one column as bare values', async () => {
    await createMany(3);
    const list = await api.get(`${ext}/firstName?_lineCount=2`);
    assert.deepEqual(list['content'], ['P000', 'P001']);
    assert.deepEqual((await api.get(hrefOf(list, 'next')))['content'], ['P002']);
    assert.deepEqual((await api.get(`${ext}/cusPoints?_order=cusPoints`))['content'], [1, 2, 3]);
    assert.deepEqual((await api.get(`${ext}/location.city`))['content'], ['', '', '']);
  });

  it('finds by email, exactly, and answers nothing found with 200', async () => {
    await api.create({ email: 'noor+x@acme.test', firstName: 'Noor' });
    const found = await api.get(`${ext}/byEmail?email=${encodeURIComponent('noor+x@acme.test')}`);
    assert.deepEqual(names(found), ['Noor']);
    assert.equal(inner(found, 'count')['value'], 1);
    for (const email of ['Noor%2Bx@acme.test', 'noor']) {
      assert.deepEqual(contentOf(await api.get(`${ext}/byEmail?email=${email}`)), []);
    }
    assert.equal((await api.get(`profileAndServices/profile/byEmail/_count?email=noor%2Bx@acme.test`))['count'], 1);
    await api.refused(500, 'GET', `${ext}/byEmail`);
  });

  it('finds by the beginning of a text, case-sensitive, in one or all of its columns', async () => {
    await api.create({ firstName: 'Noor', email: 'a@acme.test' });
    await api.create({ lastName: 'Noordzij', cusJobTitle: 'Nurse' });
    assert.equal(contentOf(await api.get(`${ext}/byText?text=Noor`)).length, 2);
    assert.equal(contentOf(await api.get(`${ext}/byText?text=noor`)).length, 0);
    assert.equal(contentOf(await api.get(`${ext}/byText?text=Noor&filterType=lastName`)).length, 1);
    assert.equal(contentOf(await api.get(`${ext}/byText?text=Nur&filterType=custom`)).length, 1);
    assert.equal(contentOf(await api.get(`${ext}/byEmail/byText?email=a@acme.test&text=Noor`)).length, 1);
    assert.equal(contentOf(await api.get(`${ext}/byEmail/byText?email=a@acme.test&text=Noord`)).length, 0);
  });

  it('finds by custom filters, under the extended root only', async () => {
    await createMany(3);
    assert.deepEqual(names(await api.get(`${ext}/byExternalId?externalId_parameter=id-1`)), ['P001']);
    assert.deepEqual(names(await api.get(`${ext}/byExternalId?externalId_parameter=ID-1`)), []);
    await api.refused(500, 'GET', `${ext}/byExternalId?externalId=id-1`);
    await api.refused(404, 'GET', 'profileAndServices/profile/byExternalId/x?externalId_parameter=id-1');
    await set({
      customFilters: [{ name: 'byPoints', parameter: 'least', field: 'cusPoints', compare: 'atLeast' }],
    });
    assert.deepEqual(names(await api.get(`${ext}/byPoints?least_parameter=2`)), ['P000', 'P001']);
    await api.refused(404, 'GET', `${ext}/byExternalId?externalId_parameter=id-1`);
  });

  it('finds what was modified from a time on', async () => {
    await createMany(2);
    await own.control.post('/clock', { advanceMs: 1000 });
    const { lastModified } = await api.create({ firstName: 'Late' });
    const found = await api.get(`${ext}/byModified?from_parameter=${encodeURIComponent(String(lastModified))}`);
    assert.deepEqual(names(found), ['Late']);
  });

  it('repeats a record inserted between pages, and skips one deleted, on demand', async () => {
    await createMany(6);
    await set({ driftingPages: true });
    let inserted = 0;
    const repeated = await walk(`${ext}?_lineCount=3`, async () => {
      inserted += 1;
      if (inserted === 1) await api.create({ firstName: 'New' });
    });
    assert.deepEqual(repeated, ['P005', 'P004', 'P003', 'P003', 'P002', 'P001', 'P000']);
    let deleted = 0;
    const skipped = await walk(`${ext}?_lineCount=3`, async () => {
      deleted += 1;
      if (deleted === 1) await own.control.post('/profiles/delete/id-5');
    });
    assert.deepEqual(skipped, ['New', 'P005', 'P004', 'P002', 'P001', 'P000']);
  });

  it('wants collections to be followed, not composed', async () => {
    const made = await api.create({});
    const followed = await api.get(hrefOf(made, 'subscriptions'));
    assert.deepEqual(followed['content'], []);
    const composed = `${ext}/${String(made['PKey'])}/subscriptions/`;
    await api.refused(500, 'GET', composed);
    await set({ strictCollections: false });
    assert.deepEqual((await api.get(composed))['content'], []);
  });

  it('writes addresses with another host and double slashes, and takes them back', async () => {
    await createMany(30);
    await set({ doubleSlashes: true });
    const list = await api.get(`${ext}/byText?text=P0`);
    assert.match(hrefOf(list, 'next'), /\/profile\/\/byText\?text=P0&_lineStart=@/);
    assert.equal(contentOf(await api.get(hrefOf(list, 'next'))).length, 5);
    const [record] = contentOf(list);
    assert.deepEqual(await api.get(hrefOf(record ?? {})), record);
    await set({ linkHost: 'https://mc.adobe.io' });
    assert.match(
      hrefOf(await api.get(ext), 'next'),
      /^https:\/\/mc\.adobe\.io\/acme\/campaign\/profileAndServicesExt\//,
    );
  });
});

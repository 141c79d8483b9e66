import assert from 'node:assert/strict';
import { createDynamics, type Dynamics } from '../../src/connectors/dynamics/index.js';
import { localPauses } from '../../src/connectors/http/index.js';
import type { Position } from '../../src/core/lane.js';
import type { DynamicsTable } from '../../src/core/metadata.js';
import { CannotGoOn, PassesByItself, PositionLost } from '../../src/core/problems/failures.js';
import {
  answer,
  reset,
  type ScriptedServer,
  scriptedServer,
  type SeenRequest,
  truncate,
} from '../support/scriptedServer.js';

type Reply = (request: SeenRequest, response: Parameters<typeof answer>[0]) => void;

const table: DynamicsTable = {
  name: 'contact',
  label: 'Contact',
  entitySet: 'contacts',
  primaryKey: 'contactid',
  changeTracking: true,
  columns: {},
};
const signal = new AbortController().signal;
const id = (number: number) => `0c0ffee0-0000-e711-a94e-${String(number).padStart(12, '0')}`;
const root = '/dynamics/api/data/v9.2';

describe('connectors: reading Dynamics', () => {
  let server: ScriptedServer;
  let dynamics: Dynamics;
  let replies: Reply[];
  let login: Reply;

  beforeEach(async () => {
    replies = [];
    login = (_request, response) => answer(response, 200, { access_token: 'd1', expires_in: 3_599 });
    server = await scriptedServer((request, response) => {
      if (request.url.endsWith('/token')) return login(request, response);
      const reply = replies.shift();
      assert.ok(reply, `no reply for ${request.url}`);
      return reply(request, response);
    });
    dynamics = createDynamics(
      {
        url: `${server.origin}/dynamics`,
        tenant: 'sandbox',
        clientId: 'client',
        clientSecret: 'secret',
        tokenUrl: `${server.origin}/sandbox/oauth2/v2.0/token`,
      },
      { pauses: localPauses() },
    );
  });
  afterEach(async () => {
    await dynamics.close();
    await server.close();
  });

  const replying = (status: number, body: string | object, headers: Record<string, string> = {}) =>
    replies.push((_request, response) => answer(response, status, body, headers));
  const refusing = (status: number, code: string, message = 'text') => replying(status, { error: { code, message } });
  const read = (position: Position | null = null, displayValues = false) =>
    dynamics.source.read({ table, position, properties: ['lastname', 'firstname'], displayValues }, signal);
  const calls = () => server.seen.filter(({ url }) => !url.endsWith('/token'));
  const at = (link: string, phase: Position['phase'] = 'changes'): Position => ({
    phase,
    link: link.startsWith('/') ? server.origin + link : link,
    properties: ['contactid', 'firstname', 'lastname'],
  });

  it('begins with change tracking, follows links character for character and ends with the position for changes', async () => {
    const skip = `${root}/contacts?$select=contactid&$skiptoken=%3Ccookie%20pagenumber=%222%22%20pagingcookie=%2526lt%253b%22%20/%3E`;
    const delta = `${root}/contacts?$select=contactid&$deltatoken=5120034%2103%2f02%2f2025%2009%3a15%3a30`;
    replying(200, {
      value: [{ contactid: id(1).toUpperCase(), firstname: 'Ada' }],
      '@odata.nextLink': server.origin + skip,
    });
    replying(200, { value: [{ contactid: id(2), firstname: null }], '@odata.deltaLink': server.origin + delta });
    const first = await read(null, true);
    const properties = ['contactid', 'firstname', 'lastname'];
    assert.deepEqual(first.next, { phase: 'load', link: server.origin + skip, properties });
    assert.equal(first.more, true);
    assert.equal(first.records[0]?.[0], id(1));
    const last = await read(first.next, true);
    assert.deepEqual(last, {
      records: [[id(2), { contactid: id(2), firstname: null }]],
      next: { phase: 'changes', link: server.origin + delta, properties },
      more: false,
    });
    const [one, two] = calls();
    assert.equal(one?.url, `${root}/contacts?$select=contactid,firstname,lastname`);
    assert.equal(two?.url, skip);
    assert.match(
      String(one?.headers['prefer']),
      /^odata\.track-changes,odata\.maxpagesize=5000,odata\.include-annotations="/,
    );
    assert.equal(two?.headers['prefer'], one?.headers['prefer']);
    assert.equal(one?.headers['if-none-match'], 'null');
    assert.equal(one?.headers['authorization'], 'Bearer d1');
  });

  it('reads changes: live rows, deleted ones by their id, and a new position', async () => {
    const deleted = {
      '@odata.context': `${server.origin}${root}/$metadata#contacts/$deletedEntity`,
      id: id(3),
      reason: 'deleted',
    };
    replying(200, {
      value: [{ contactid: id(1) }, deleted],
      '@odata.deltaLink': `${server.origin}${root}/contacts?t=2`,
    });
    const page = await read(at(`${root}/contacts?t=1`));
    assert.deepEqual(page.records, [
      [id(1), { contactid: id(1) }],
      [id(3), null],
    ]);
    assert.equal(page.more, false);
    assert.equal(calls()[0]?.headers['prefer'], 'odata.maxpagesize=5000');
    replying(200, { value: [], '@odata.nextLink': `${server.origin}${root}/contacts?t=3` });
    const half = await read(page.next);
    assert.deepEqual([half.next.phase, half.more], ['changes', true]);
  });

  it('takes a property called __proto__ as any other', async () => {
    replying(
      200,
      `{"value":[{"contactid":"${id(1)}","__proto__":{"admin":true}}],"@odata.deltaLink":"${server.origin}/x"}`,
    );
    const row = (await read()).records[0]?.[1];
    assert.equal((row as { admin?: boolean }).admin, undefined);
    assert.equal(({} as { admin?: boolean }).admin, undefined);
  });

  it('refuses a link to elsewhere as soon as it comes', async () => {
    for (const kind of ['@odata.nextLink', '@odata.deltaLink']) {
      replying(200, { value: [], [kind]: 'https://evil.example/contacts' });
      await assert.rejects(read(), (error) => {
        assert.ok(error instanceof CannotGoOn);
        assert.deepEqual([error.code, error.scope], ['dynamics-foreign-link', 'lane']);
        return true;
      });
    }
  });

  it('takes a position of another address for lost, without a request', async () => {
    await assert.rejects(read(at('https://former.example/contacts?t=1')), PositionLost);
    assert.equal(server.seen.length, 0);
  });

  it('tells that the position is lost', async () => {
    for (const status of [400, 410]) {
      refusing(status, '0x80044352');
      await assert.rejects(read(at(`${root}/contacts?t=1`)), PositionLost);
    }
  });

  it('reads the rows that still exist among 400 keys', async () => {
    const keys = Array.from({ length: 400 }, (_, number) => id(number));
    replying(200, { value: [{ contactid: id(1), lastname: 'x' }] });
    const rows = await dynamics.source.byKeys(table, keys, ['lastname'], false, signal);
    assert.deepEqual([...rows], [[id(1), { contactid: id(1), lastname: 'x' }]]);
    const { searchParams } = new URL(calls()[0]?.url ?? '', server.origin);
    assert.equal(
      searchParams.get('$filter'),
      `Microsoft.Dynamics.CRM.In(PropertyName='contactid',PropertyValues=${JSON.stringify(keys)})`,
    );
    assert.ok((calls()[0]?.url.length ?? 0) < 32_768);
    assert.equal((await dynamics.source.byKeys(table, [], ['lastname'], false, signal)).size, 0);
    await assert.rejects(dynamics.source.byKeys(table, [...keys, id(400)], [], false, signal), RangeError);
    assert.equal(calls().length, 1);
  });

  it('knows the size of a table, or that it is not told', async () => {
    replying(200, { EntityRecordCountCollection: { Keys: ['contact'], Values: [31_337] } });
    assert.equal(await dynamics.source.size(table, signal), 31_337);
    assert.equal(calls()[0]?.url, `${root}/RetrieveTotalRecordCount(EntityNames=@p1)?@p1=[%22contact%22]`);
    refusing(400, '0x80040203');
    assert.equal(await dynamics.source.size(table, signal), null);
    replying(200, {});
    assert.equal(await dynamics.source.size(table, signal), null);
  });

  it('passes over what passes by itself', async () => {
    const passing: [(response: Parameters<typeof answer>[0]) => void, string][] = [
      [(response) => reset(response), 'dynamics-unavailable'],
      [(response) => truncate(response, 200, '{"value":[]}'), 'dynamics-unavailable'],
      [(response) => answer(response, 200, '{"value":[{"contactid"'), 'dynamics-odd-answer'],
      [(response) => answer(response, 200, '<html>Sign in</html>'), 'dynamics-odd-answer'],
      [(response) => answer(response, 200, { value: [] }), 'dynamics-odd-answer'],
      [(response) => answer(response, 200, { value: [{}], '@odata.deltaLink': 'x' }), 'dynamics-odd-answer'],
      [(response) => answer(response, 500, { error: { code: '0x80040216', message: '' } }), 'dynamics-unavailable'],
      [
        (response) => answer(response, 429, { error: { code: '0x80072322' } }, { 'retry-after': '60' }),
        'dynamics-limited',
      ],
    ];
    for (const [reply, code] of passing) {
      replies.push((_request, response) => reply(response));
      await assert.rejects(read(), (error) => {
        assert.ok(error instanceof PassesByItself, String(error));
        assert.deepEqual([error.code, error.outcomeUnknown], [code, false]);
        return true;
      });
    }
  });

  it('keeps within the parallelism that the environment recommends', async () => {
    replying(200, { UserId: id(9) }, { 'x-ms-dop-hint': '3' });
    await dynamics.testConnection(signal);
    assert.deepEqual([dynamics.stats().ceiling, dynamics.stats().concurrency], [3, 3]);
  });

  it('tells in a connection test at once what is wrong', async () => {
    const code = async (expected: string) => {
      await assert.rejects(dynamics.testConnection(signal), (error) => {
        assert.ok(error instanceof CannotGoOn || error instanceof PassesByItself, String(error));
        assert.equal(error.code, expected);
        return true;
      });
    };
    replying(401, '');
    replying(401, '');
    await code('dynamics-token-refused');
    refusing(403, '0x80072560');
    await code('dynamics-not-a-member');
    replying(200, '<html>');
    await code('dynamics-odd-answer');
    login = (_request, response) => answer(response, 401, { error: 'invalid_client', error_codes: [7_000_222] });
    replying(401, '');
    await code('dynamics-secret-expired');
  });
});

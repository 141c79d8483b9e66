import assert from 'node:assert/strict';
import { type AddressInfo, createServer } from 'node:net';
import { once } from 'node:events';
import { createCampaign } from '../../src/connectors/campaign/index.js';
import { localPauses } from '../../src/connectors/http/index.js';
import { openOrigin } from '../../src/connectors/http/origin.js';
import { RequestFailed } from '../../src/connectors/http/requestFailed.js';
import { PassesByItself } from '../../src/core/problems/failures.js';
import {
  byPath,
  open,
  replying,
  type Reply,
  type ScriptedCampaign,
  scriptedCampaign,
} from '../support/campaignScript.js';
import { drip, reset, type ScriptedServer, scriptedServer, truncate } from '../support/scriptedServer.js';

const html = '<!DOCTYPE html><html><body>Sign in</body></html>';
const lost: [name: string, reply: Reply, code: string][] = [
  ['a reset', (_request, response) => reset(response), 'campaign-unavailable'],
  [
    'a body that ends too early',
    (_request, response) => truncate(response, 201, '{"PKey":"@p1"}'),
    'campaign-unavailable',
  ],
  ['a body larger than 16 MB', replying(200, `{"a":"${'x'.repeat(17_000_000)}"}`), 'campaign-unavailable'],
  ['cut JSON in a whole body', replying(200, '{"PKey":"@p1","firstN'), 'campaign-odd-answer'],
  ['a login page with 200', replying(200, html), 'campaign-odd-answer'],
  ['a gateway’s 502', replying(502, '{"code":502,"message":"Oops"}'), 'campaign-unavailable'],
  ['a gateway’s 504', replying(504, html), 'campaign-unavailable'],
  ['the engine’s fault without a reason', replying(500, 'RST-360011 An error has occurred'), 'campaign-engine-error'],
];

describe('connectors: lost answers of Campaign', () => {
  let scripted: ScriptedCampaign;
  beforeEach(async () => {
    scripted = await scriptedCampaign();
  });
  afterEach(() => scripted.close());

  for (const [name, reply, code] of lost) {
    it(`${name} leaves it open whether a record was created`, async () => {
      scripted.replies.push(reply);
      await assert.rejects(scripted.campaign.destination.create(byPath, 'k1', { externalId: 'k1' }, open), (error) => {
        assert.ok(error instanceof PassesByItself);
        assert.deepEqual([error.code, error.outcomeUnknown], [code, true]);
        return true;
      });
      assert.equal(scripted.calls().length, 1, 'a create is never repeated by the connector');
    });

    it(`${name} is no doubt when a record was only read`, async () => {
      scripted.replies.push(reply);
      await assert.rejects(scripted.campaign.destination.find(byPath, 'k1', open), (error) => {
        assert.ok(error instanceof PassesByItself);
        assert.deepEqual([error.code, error.outcomeUnknown], [code, false]);
        return true;
      });
    });
  }

  it('a change and a delete of which the answer was lost are in doubt as well', async () => {
    const found = await scripted.campaign.destination.find(byPath, 'k1', open);
    assert.ok(found);
    const inDoubt = (error: unknown) => error instanceof PassesByItself && error.outcomeUnknown;
    scripted.replies.push((_request, response) => reset(response), replying(200, html));
    await assert.rejects(scripted.campaign.destination.patch(found, { firstName: 'x' }, open), inDoubt);
    await assert.rejects(scripted.campaign.destination.remove(found, open), inDoubt);
  });

  it('nothing is in doubt when no connection could be made', async () => {
    const { port, close } = await takenPort();
    await close();
    const url = `http://127.0.0.1:${port}`;
    const connection = {
      url,
      organization: 'o',
      clientId: 'c',
      clientSecret: 's',
      scopes: 'a',
      tokenUrl: `${scripted.server.origin}/ims/token/v3`,
    };
    const campaign = createCampaign(connection, { pauses: localPauses() });
    try {
      await assert.rejects(campaign.destination.create(byPath, 'k1', {}, open), (error) => {
        assert.ok(error instanceof PassesByItself);
        assert.deepEqual([error.outcomeUnknown, error.params['reason']], [false, 'ECONNREFUSED']);
        return true;
      });
    } finally {
      await campaign.close();
    }
  });

  it('an abort before the call goes out is its reason; afterwards a write is in doubt, a read is not', async () => {
    const { destination } = scripted.campaign;
    const abort = new AbortController();
    const gate = { ...open, signal: abort.signal };
    const hang: Reply = () => abort.abort(new Error('stop'));
    scripted.replies.push(hang);
    await assert.rejects(destination.create(byPath, 'k1', {}, gate), (error) => {
      assert.ok(error instanceof PassesByItself);
      assert.deepEqual([error.outcomeUnknown, error.params['reason']], [true, 'ABORTED']);
      return true;
    });
    await assert.rejects(destination.create(byPath, 'k1', {}, gate), /^Error: stop$/);
    assert.equal(scripted.calls().length, 1);
    const again = new AbortController();
    scripted.replies.push(() => again.abort(new Error('stop')));
    await assert.rejects(destination.find(byPath, 'k1', { ...open, signal: again.signal }), /^Error: stop$/);
  });

  it('a gate that closes is asked last, and nothing goes out', async () => {
    const gate = {
      ...open,
      check() {
        throw new Error('the lease is lost');
      },
    };
    await assert.rejects(scripted.campaign.destination.create(byPath, 'k1', {}, gate), /the lease is lost/);
    assert.equal(scripted.calls().length, 0);
    assert.equal(await scripted.campaign.destination.create(byPath, 'k1', {}, open), 'created');
    assert.equal(scripted.campaign.stats().inFlight, 0);
  });
});

describe('connectors: stages of a request', () => {
  let server: ScriptedServer;
  const timeouts = { headersMs: 60_000, bodyMs: 60_000, totalMs: 300 };
  const get = { method: 'GET' as const, path: '/', headers: [] };
  afterEach(() => server.close());

  it('a slow drip ends at the total time', async () => {
    server = await scriptedServer((_request, response) => drip(response, 20));
    const origin = openOrigin(server.origin, { connections: 1, timeouts, largestAnswerBytes: 1_000_000 });
    await assert.rejects(origin.send(get), (error) => {
      assert.ok(error instanceof RequestFailed);
      assert.deepEqual([error.reason, error.sent, error.timedOut], ['TOTAL_TIMEOUT', true, true]);
      return true;
    });
    await origin.close();
  });

  it('a request that waits for a busy connection in vain has sent nothing', async () => {
    const abort = new AbortController();
    server = await scriptedServer(() => abort.abort());
    const options = { connections: 1, timeouts: { ...timeouts, totalMs: 60_000 }, largestAnswerBytes: 1_000 };
    const origin = openOrigin(server.origin, options);
    const busy = assert.rejects(origin.send(get), RequestFailed);
    await assert.rejects(origin.send(get, undefined, abort.signal), (error) => {
      assert.ok(error instanceof RequestFailed);
      assert.deepEqual([error.reason, error.sent], ['ABORTED', false]);
      return true;
    });
    await origin.close();
    await busy;
    assert.equal(server.seen.length, 1);
  });

  it('text of many pieces keeps its characters', async () => {
    const text = JSON.stringify({ a: 'é€😀'.repeat(200_000) });
    server = await scriptedServer((_request, response) => response.end(text));
    const options = { connections: 1, timeouts: { ...timeouts, totalMs: 10_000 }, largestAnswerBytes: 8_000_000 };
    const origin = openOrigin(server.origin, options);
    assert.equal((await origin.send(get)).text, text);
    await origin.close();
  });
});

async function takenPort() {
  const holder = createServer();
  holder.listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  return {
    port,
    close: async () => {
      holder.close();
      await once(holder, 'close');
    },
  };
}

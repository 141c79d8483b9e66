import assert from 'node:assert/strict';
import { localPauses } from '../../src/connectors/http/index.js';
import { CannotGoOn, PassesByItself } from '../../src/core/problems/failures.js';
import {
  byPath,
  open,
  replying,
  type Reply,
  type ScriptedCampaign,
  scriptedCampaign,
} from '../support/campaignScript.js';
import { answer } from '../support/scriptedServer.js';

describe('connectors: told to wait', () => {
  let scripted: ScriptedCampaign;
  beforeEach(async () => {
    scripted = await scriptedCampaign();
  });
  afterEach(() => scripted.close());
  const create = () => scripted.campaign.destination.create(byPath, 'k1', { externalId: 'k1' }, open);

  it('for a second, nobody sends within it, and the call is sent again afterwards', async () => {
    await create();
    scripted.replies.push(replying(429, '{"error_code":"429050"}', { 'retry-after': '1' }));
    const first = create();
    while (scripted.calls().length < 2) await new Promise((resolve) => setImmediate(resolve));
    const others = [create(), create(), create()];
    assert.deepEqual(await Promise.all([first, ...others]), ['created', 'created', 'created', 'created']);
    const [, refused, ...later] = scripted.calls();
    assert.ok(refused);
    assert.equal(later.length, 4);
    for (const { at } of later.slice(1)) assert.ok(at - refused.at >= 990, `${at - refused.at} ms`);
  });

  it('until a date, by the server’s clock', async () => {
    const hourAhead = Date.now() + 3_600_000;
    const headers = {
      date: new Date(hourAhead).toUTCString(),
      'retry-after': new Date(hourAhead + 2_000).toUTCString(),
    };
    scripted.replies.push(replying(429, '', headers));
    assert.equal(await create(), 'created');
    const [refused, again] = scripted.calls();
    assert.ok(refused && again);
    assert.ok(again.at - refused.at >= 1_990, `${again.at - refused.at} ms`);
  });

  it('for long, the caller hears how long, and no further call goes out', async () => {
    scripted.replies.push(replying(429, '', { 'retry-after': '120' }));
    const limited = (error: unknown) =>
      error instanceof PassesByItself && error.code === 'campaign-limited' && (error.retryAfterMs ?? 0) > 110_000;
    await assert.rejects(create(), limited);
    await assert.rejects(create(), limited);
    await assert.rejects(scripted.campaign.destination.find(byPath, 'k1', open), limited);
    assert.equal(scripted.calls().length, 1);
    assert.ok(scripted.pauses.until(scripted.campaign.credential) > Date.now() + 110_000);
    assert.equal(scripted.campaign.stats().limited, 1);
  });

  it('by another process, between the permission and the wire: the call is held back', async () => {
    await scripted.close();
    const board = localPauses();
    let asked = 0;
    scripted = await scriptedCampaign({
      pauses: {
        ...board,
        until(credential) {
          asked += 1;
          if (asked === 2) board.pause(credential, 'campaign', Date.now() + 1_500, 'campaign-limited');
          return board.until(credential);
        },
      },
    });
    const begunAt = performance.now();
    assert.equal(await create(), 'created');
    const [only, ...more] = scripted.calls();
    assert.ok(only);
    assert.equal(more.length, 0);
    assert.ok(only.at - begunAt >= 1_490, `${only.at - begunAt} ms`);
  });

  it('503 with Retry-After is a wait too, without it an outage', async () => {
    scripted.replies.push(replying(503, '', { 'retry-after': '1' }));
    assert.equal(await create(), 'created');
    scripted.replies.push(replying(503));
    await assert.rejects(create(), (error) => error instanceof PassesByItself && error.code === 'campaign-unavailable');
  });

  it('never more calls at once than the ceiling', async () => {
    const slow: Reply = (_request, response) => setTimeout(() => answer(response, 201, { PKey: '@p1' }), 2);
    for (let call = 0; call < 400; call += 1) scripted.replies.push(slow);
    await Promise.all(Array.from({ length: 400 }, () => create()));
    assert.equal(scripted.server.inFlight.most, 8);
    assert.equal(scripted.campaign.stats().calls, 400);
  });
});

describe('connectors: logins to Campaign', () => {
  let scripted: ScriptedCampaign;
  beforeEach(async () => {
    scripted = await scriptedCampaign();
  });
  afterEach(() => scripted.close());
  const create = () => scripted.campaign.destination.create(byPath, 'k1', { externalId: 'k1' }, open);
  const logins = () => scripted.server.seen.filter(({ url }) => url === '/ims/token/v3');

  it('are shared by calls that begin together', async () => {
    await Promise.all(Array.from({ length: 20 }, () => create()));
    assert.equal(logins().length, 1);
    assert.deepEqual(Object.fromEntries(new URLSearchParams(logins()[0]?.body)), {
      grant_type: 'client_credentials',
      client_id: 'client',
      client_secret: 'secret',
      scope: 'a,b',
    });
  });

  it('are renewed once when the token is refused, and every call is sent again', async () => {
    await create();
    const refuseFirst: Reply = ({ headers }, response) =>
      headers.authorization === 'Bearer t1'
        ? answer(response, 401, '{"error_code":"401013"}')
        : answer(response, 201, {});
    for (let call = 0; call < 10; call += 1) scripted.replies.push(refuseFirst);
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => create()));
    assert.ok(outcomes.every((outcome) => outcome === 'created'));
    assert.equal(logins().length, 2);
    assert.equal(scripted.calls().filter(({ headers }) => headers.authorization === 'Bearer t2').length, 5);
  });

  it('pass by themselves at first and are given up when fresh tokens go on being refused', async () => {
    for (let call = 0; call < 9; call += 1) scripted.replies.push(replying(401, '{"error_code":"401013"}'));
    await assert.rejects(create(), (error) => error instanceof PassesByItself && !error.outcomeUnknown);
    await assert.rejects(create(), (error) => error instanceof CannotGoOn && error.code === 'campaign-token-refused');
  });

  it('fail the workflow when they are refused', async () => {
    scripted.login = replying(400, { error: 'invalid_client', error_description: 'secret text' });
    await assert.rejects(create(), (error) => {
      assert.ok(error instanceof CannotGoOn);
      assert.deepEqual([error.code, error.scope], ['campaign-secret-wrong', 'workflow']);
      assert.ok(!JSON.stringify([error, error.stack]).includes('secret text'));
      return true;
    });
    assert.equal(scripted.calls().length, 0);
  });

  it('leave an endpoint alone that asks to', async () => {
    scripted.login = replying(429, '', { 'retry-after': '30' });
    const unavailable = (error: unknown) =>
      error instanceof PassesByItself &&
      error.code === 'campaign-login-unavailable' &&
      (error.retryAfterMs ?? 0) > 25_000;
    await assert.rejects(create(), unavailable);
    await assert.rejects(create(), unavailable);
    assert.equal(logins().length, 1);
  });
});

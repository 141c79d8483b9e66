import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { type Token, tokenCache } from '../../src/connectors/http/tokens.js';

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Logins that hand out t1, t2, ...; or fail while `failing`. */
function logins(lifetimeMs = 100_000) {
  const state = { count: 0, failing: false };
  const login = async (): Promise<Token> => {
    state.count += 1;
    await settle();
    if (state.failing) throw new Error('no login');
    return { value: `t${state.count}`, lifetimeMs };
  };
  return { state, login };
}

describe('connectors: tokens', () => {
  beforeEach(() => mock.timers.enable({ apis: ['Date'], now: 1_000_000 }));
  afterEach(() => mock.timers.reset());

  it('asks once for callers at the same time', async () => {
    const { state, login } = logins();
    const tokens = tokenCache(login);
    assert.equal(tokens.current(), null);
    assert.deepEqual(await Promise.all([tokens.renew(), tokens.renew(), tokens.renew()]), ['t1', 't1', 't1']);
    assert.equal(tokens.current(), 't1');
    assert.equal(state.count, 1);
  });

  it('renews at 90 % of the token’s life, and hands out the old one meanwhile', async () => {
    const { state, login } = logins();
    const tokens = tokenCache(login);
    await tokens.renew();
    mock.timers.tick(89_999);
    assert.equal(tokens.current(), 't1');
    assert.equal(state.count, 1);
    mock.timers.tick(1);
    assert.equal(tokens.current(), 't1');
    assert.equal(tokens.current(), 't1');
    assert.equal(state.count, 2);
    await settle();
    await settle();
    assert.equal(tokens.current(), 't2');
  });

  it('uses a good token although its renewal fails, and hands none out once it ran out', async () => {
    const { state, login } = logins();
    const tokens = tokenCache(login);
    await tokens.renew();
    state.failing = true;
    mock.timers.tick(95_000);
    assert.equal(tokens.current(), 't1');
    await settle();
    await settle();
    assert.equal(tokens.current(), 't1');
    mock.timers.tick(5_000);
    assert.equal(tokens.current(), null);
    await assert.rejects(tokens.renew(), /no login/);
    state.failing = false;
    assert.match(await tokens.renew(), /^t/);
  });

  it('drops a refused token once, and counts refusals in a row', async () => {
    const { login } = logins();
    const tokens = tokenCache(login);
    await tokens.renew();
    tokens.drop('t1');
    tokens.drop('t1');
    assert.equal(tokens.current(), null);
    assert.equal(tokens.refusals, 1);
    await tokens.renew();
    tokens.drop('t1');
    assert.equal(tokens.current(), 't2');
    tokens.accepted();
    assert.equal(tokens.refusals, 0);
  });
});

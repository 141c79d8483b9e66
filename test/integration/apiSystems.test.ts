import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { ApiProblem } from '../../src/api/problems/apiProblem.js';
import type { OpenSystems } from '../../src/api/systemReaders.js';
import { createSystems } from '../../src/api/systems.js';
import type { Connections } from '../../src/core/connections.js';
import { PassesByItself } from '../../src/core/problems/failures.js';
import { openDatabase } from '../../src/store/database.js';
import { ensureInstance } from '../../src/store/instances.js';
import { contactTable, profileResource } from '../support/apiMetadata.js';
import { postgres } from '../support/postgres.js';

const dynamics = { url: 'https://one.example', tenant: 't', clientId: 'c', clientSecret: 'first' };

describe('the systems’ metadata for the page', function () {
  this.timeout(60_000);

  /** Systems over a database, with readers that note what was opened, read and closed. */
  async function world(connections: Partial<Connections> = { dynamics }) {
    const { url } = await postgres();
    const { db, sealer, close } = await openDatabase(url, randomBytes(32).toString('base64'));
    const keep = (given: Partial<Connections>) =>
      ensureInstance(db, sealer, { id: 'dev', stage: 'dev', connections: given });
    await keep(connections);
    const seen: string[] = [];
    const time = { now: 0, away: false };
    const ask = async <T>(what: string, answer: T): Promise<T> => {
      seen.push(what);
      if (time.away) throw new PassesByItself('dynamics-unavailable');
      return answer;
    };
    const open: OpenSystems = {
      dynamics: ({ clientSecret }) => {
        seen.push(`open ${clientSecret}`);
        return {
          list: () => ask('list', [contactTable]),
          read: () => ask(`read ${clientSecret}`, contactTable),
          count: (names) => ask(`count ${names.join(' ')}`, new Map([['contact', 7]])),
          close: () => Promise.resolve(void seen.push(`close ${clientSecret}`)),
        };
      },
      campaign: () => ({
        list: () => ask('list', [profileResource]),
        read: () => ask('read', profileResource),
        filters: () => ask('filters', []),
        probe: () => ask('probe', undefined),
        close: () => Promise.resolve(),
      }),
    };
    const systems = createSystems(db, sealer, open, () => time.now);
    return { systems, seen, time, keep, end: () => systems.close().then(close) };
  }

  it('are read once for all who ask within five minutes, and anew afterwards', async () => {
    const { systems, seen, time, end } = await world();
    await Promise.all([systems.table('dev', 'contact'), systems.table('dev', 'contact')]);
    time.now += 299_999;
    await systems.table('dev', 'contact');
    assert.deepEqual(seen, ['open first', 'read first']);
    time.now += 1;
    assert.deepEqual(await systems.table('dev', 'contact'), contactTable);
    assert.deepEqual(seen, ['open first', 'read first', 'read first']);
    await end();
    assert.equal(seen.at(-1), 'close first');
  });

  it('are read anew on request, for those who ask next as well', async () => {
    const { systems, seen, end } = await world();
    await systems.tables('dev');
    await systems.tables('dev', { refresh: true });
    await systems.tables('dev');
    assert.deepEqual(seen, ['open first', 'list', 'list']);
    await end();
  });

  it('have the sizes of all tables asked for in one call, and none when Dynamics is away', async () => {
    const { systems, seen, time, end } = await world();
    assert.deepEqual(await systems.sizes('dev', ['new_a', 'contact', 'contact']), new Map([['contact', 7]]));
    assert.deepEqual(seen, ['open first', 'count contact new_a']);
    assert.equal(await systems.size('dev', 'contact'), 7);
    time.away = true;
    assert.equal(await systems.size('dev', 'new_a'), null);
    await end();
  });

  it('are read with a rotated secret from the next read on', async () => {
    const { systems, seen, keep, end } = await world();
    await systems.table('dev', 'contact');
    await keep({ dynamics: { ...dynamics, clientSecret: 'second' } });
    await systems.table('dev', 'account');
    assert.deepEqual(seen, ['open first', 'read first', 'open second', 'close first', 'read second']);
    await end();
  });

  it('are not kept when they could not be read', async () => {
    const { systems, time, end } = await world();
    time.away = true;
    await assert.rejects(systems.table('dev', 'contact'), PassesByItself);
    time.away = false;
    assert.deepEqual(await systems.table('dev', 'contact'), contactTable);
    await end();
  });

  it('name the connection that is not set up', async () => {
    const { systems, end } = await world();
    await assert.rejects(systems.resource('dev', 'profile'), ({ status, code, params }: ApiProblem) => {
      assert.deepEqual([status, code, params], [409, 'connection-missing', { system: 'Adobe Campaign' }]);
      return true;
    });
    await end();
  });
});

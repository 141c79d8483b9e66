import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { openDatabase } from '../../src/store/database.js';
import { readConnections } from '../../src/store/connections.js';
import { followEvents } from '../support/eventStream.js';
import { environmentOf, spawnApi } from '../support/passerelle.js';
import { freePorts } from '../support/ports.js';
import { type Database, postgres } from '../support/postgres.js';
import { until } from '../support/until.js';

const secrets = {
  DYNAMICS_CLIENT_SECRET: 'canary-dynamics-secret',
  CAMPAIGN_CLIENT_SECRET: 'canary-campaign-secret',
};
const connections = {
  DYNAMICS_URL: 'https://contoso.crm4.dynamics.com/',
  DYNAMICS_TENANT: 'contoso.onmicrosoft.com',
  DYNAMICS_CLIENT_ID: 'dynamics-client',
  CAMPAIGN_URL: 'https://mc.adobe.io/acme',
  CAMPAIGN_ORGANIZATION: 'ACME@AdobeOrg',
  CAMPAIGN_CLIENT_ID: 'campaign-client',
  ...secrets,
};

describe('the API’s process', function () {
  this.timeout(90_000);
  let database: Database;
  let env: NodeJS.ProcessEnv;
  beforeEach(async function () {
    this.timeout(60_000);
    database = await postgres();
    const [nobody = 0] = await freePorts(1);
    const temporal = { address: `127.0.0.1:${nobody}`, namespace: 'default' };
    env = environmentOf({ database, temporal, sandbox: { connections } });
  });

  it('starts without Temporal, says so, and knows the instance and connections of its settings', async () => {
    const api = await spawnApi(env);
    const ready = await fetch(`${api.url()}/readyz`);
    assert.equal(((await ready.json()) as { code: string }).code, 'temporal-unavailable');
    const listed = await (await fetch(`${api.url()}/api/v1/instances`)).json();
    assert.deepEqual(listed, {
      instances: [
        {
          id: 'dev',
          name: 'dev',
          stage: 'dev',
          organization: 'ACME@AdobeOrg',
          connections: { dynamics: true, campaign: true },
        },
      ],
    });
    assert.match(await (await fetch(`${api.url()}/metrics`)).text(), /process_resident_memory_bytes/);
    assert.equal(await api.stop(), 0);
    assert.ok(!Object.values(secrets).some((secret) => api.output().includes(secret)));
  });

  it('ends within five seconds although streams are open', async () => {
    const api = await spawnApi(env);
    const stream = await followEvents(`${api.url()}/api/v1/events`);
    await until(() => stream.events.length > 0, { what: 'the stream flows' });
    const began = performance.now();
    assert.equal(await api.stop(), 0);
    assert.ok(performance.now() - began < 5_000);
    await until(() => stream.hasEnded(), { what: 'the stream has ended' });
  });

  it('refuses to listen anywhere but on this machine, in one line', async () => {
    for (const host of ['0.0.0.0', '::', '192.0.2.1', 'example.org']) {
      await assert.rejects(spawnApi({ ...env, PASSERELLE_HOST: host }), (error: Error) => {
        assert.match(error.message, /^api: PASSERELLE_HOST is .*127\.0\.0\.1.*\[host-not-loopback\]$/m);
        return true;
      });
    }
    const api = await spawnApi({ ...env, PASSERELLE_HOST: 'localhost' });
    assert.equal(await api.stop(), 0);
  });

  it('names a taken port and the setting that changes it', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    await assert.rejects(
      spawnApi({ ...env, PASSERELLE_PORT: String(port) }),
      new RegExp(`^api: Port ${port} .*PASSERELLE_PORT.*\\[port-taken\\]$`, 'm'),
    );
    taken.close();
  });

  it('starts beside its twin on an empty database: one instance, one audit entry for each thing', async () => {
    const twins = await Promise.all([spawnApi(env), spawnApi(env)]);
    const key = env['PASSERELLE_ENCRYPTION_KEY'] ?? '';
    const { db, sealer, close } = await openDatabase(database.url, key);
    const entries = await db.selectFrom('audit').select(['who', 'what']).orderBy('id').execute();
    assert.deepEqual(
      entries.map(({ who, what }) => `${who} ${what}`),
      ['settings instance-created', 'settings connection-changed', 'settings connection-changed'],
    );
    const { dynamics, campaign } = await readConnections(db, sealer, 'dev');
    assert.equal(dynamics?.url, 'https://contoso.crm4.dynamics.com');
    assert.deepEqual(
      [dynamics?.clientSecret, campaign?.clientSecret],
      [secrets.DYNAMICS_CLIENT_SECRET, secrets.CAMPAIGN_CLIENT_SECRET],
    );

    await twins[0].stop();
    const rotated = { ...env, DYNAMICS_CLIENT_SECRET: 'canary-rotated', PASSERELLE_STAGE: 'prod' };
    const successor = await spawnApi(rotated);
    assert.equal((await readConnections(db, sealer, 'dev')).dynamics?.clientSecret, 'canary-rotated');
    const kept = JSON.stringify(
      await Promise.all([
        db.selectFrom('instances').selectAll().execute(),
        db.selectFrom('connections').selectAll().execute(),
        db.selectFrom('audit').selectAll().execute(),
      ]),
      (_name, value: unknown) =>
        (value as { type?: string } | null)?.type === 'Buffer'
          ? Buffer.from((value as { data: number[] }).data).toString('latin1')
          : value,
    );
    assert.ok(kept.includes('"stage":"prod"'));
    assert.ok(!kept.includes('canary'), 'a secret stands in the open');
    await Promise.all([successor.stop(), twins[1].stop()]);
    await close();
  });

  it('refuses another key than the database was made with, and changes nothing', async () => {
    await (await spawnApi(env)).stop();
    const other = { ...env, PASSERELLE_ENCRYPTION_KEY: randomBytes(32).toString('base64') };
    await assert.rejects(spawnApi(other), /\[wrong-key\]$/m);
    await (await spawnApi(env)).stop();
  });
});

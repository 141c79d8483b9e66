import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { openSystems } from '../../src/api/openSystems.js';
import { createSystems, type Systems } from '../../src/api/systems.js';
import { localPauses } from '../../src/connectors/http/index.js';
import { type IngressConfig, ingressConfig, type TableMapping } from '../../src/core/config/ingress.js';
import { contactToProfile } from '../../src/core/mapping/contactToProfile.js';
import { openDatabase } from '../../src/store/database.js';
import { ensureInstance } from '../../src/store/instances.js';
import { linkedMappings } from '../support/linkedMappings.js';
import { postgres } from '../support/postgres.js';
import { sandbox } from '../support/sandbox.js';

describe('the systems’ metadata from the sandbox', function () {
  this.timeout(60_000);
  let systems: Systems;
  let document: IngressConfig;
  let end: () => Promise<void>;
  let calls: () => Promise<number>;

  before(async () => {
    const [{ url }, server] = await Promise.all([postgres(), sandbox({ contacts: 3 })]);
    const of = (name: string) => String(server.connections[name]);
    const { db, sealer, close } = await openDatabase(url, randomBytes(32).toString('base64'));
    await ensureInstance(db, sealer, {
      id: 'dev',
      stage: 'dev',
      connections: {
        dynamics: {
          url: of('DYNAMICS_URL'),
          tenant: of('DYNAMICS_TENANT'),
          clientId: of('DYNAMICS_CLIENT_ID'),
          clientSecret: of('DYNAMICS_CLIENT_SECRET'),
          tokenUrl: of('DYNAMICS_TOKEN_URL'),
        },
        campaign: {
          url: of('CAMPAIGN_URL'),
          organization: of('CAMPAIGN_ORGANIZATION'),
          clientId: of('CAMPAIGN_CLIENT_ID'),
          clientSecret: of('CAMPAIGN_CLIENT_SECRET'),
          scopes: 'openid',
          tokenUrl: of('CAMPAIGN_TOKEN_URL'),
        },
      },
    });
    systems = createSystems(db, sealer, openSystems(localPauses(), pino({ level: 'silent' })), Date.now);
    document = ingressConfig.parse({ mappings: linkedMappings(contactToProfile) });
    calls = async () => (await server.control.journal()).length;
    end = () => systems.close().then(close);
  });
  after(() => end());

  const changed = (id: string, change: Partial<TableMapping>): IngressConfig => ({
    mappings: document.mappings.map((mapping) => (mapping.id === id ? { ...mapping, ...change } : mapping)),
  });
  const told = async (given: IngressConfig) =>
    (await systems.check('dev', given)).mistakes.map(({ pointer, code }) => [pointer, code]);

  it('find nothing wrong with linked mappings, keys probed, and ask once', async () => {
    // A first look may be cut off by the short time that a save has; what was read by then is kept.
    await Promise.all(document.mappings.map(({ dynamicsTable }) => systems.table('dev', dynamicsTable)));
    await Promise.all(document.mappings.map(({ campaignResource }) => systems.resource('dev', campaignResource)));
    assert.deepEqual(await told(document), []);
    const before = await calls();
    assert.deepEqual(await told(document), []);
    assert.equal(await calls(), before);
  });

  it('find a key that does not stand in the path, and a filter that is not there', async () => {
    const store = document.mappings.findIndex(({ id }) => id === 'store');
    const { idField } = document.mappings[store] ?? contactToProfile;
    assert.deepEqual(await told(changed('store', { idField: { ...idField, lookup: { by: 'path' } } })), [
      [`/mappings/${store}/idField/field`, 'campaign-key-wrong'],
    ]);
    const lookup = { by: 'filter', filter: 'byNothing', parameter: 'crmId_parameter' } as const;
    assert.deepEqual(await told(changed('store', { idField: { ...idField, lookup } })), [
      [`/mappings/${store}/idField/lookup`, 'campaign-filter-wrong'],
    ]);
  });

  it('count the tables that are mapped in one call, and list what there is', async () => {
    const tables = document.mappings.map(({ dynamicsTable }) => dynamicsTable);
    const sizes = await systems.sizes('dev', tables);
    assert.deepEqual([sizes.get('contact'), sizes.size], [3, tables.length]);
    const names = (await systems.tables('dev')).map(({ name }) => name);
    assert.ok(tables.every((table) => names.includes(table)));
    const untracked = (await systems.tables('dev')).find(({ name }) => name === 'new_audit');
    assert.equal(untracked?.changeTracking, false);
    assert.ok((await systems.filters('dev', 'cusStore')).some(({ name }) => name === 'byCrmId'));
    await assert.rejects(systems.filters('dev', 'cusNothing'), { status: 404 });
  });
});

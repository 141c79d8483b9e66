import assert from 'node:assert/strict';
import type { LimitsView } from '../../src/core/mappingViews.js';
import { type ApiWorld, apiWorld } from '../support/apiWorld.js';
import {
  ingressPath,
  linked,
  loyalty,
  mappingCalls,
  mappingsPath,
  mistakesIn,
  problemIn,
  settingsPath,
} from '../support/mappingCalls.js';

describe('guardrails over the API', function () {
  this.timeout(60_000);
  let world: ApiWorld;
  let calls: ReturnType<typeof mappingCalls>;
  before(async () => {
    world = await apiWorld();
    calls = mappingCalls(world);
  });
  beforeEach(() => calls.reset());

  it('refuse a mapping with the limit and the present figure, and tell how much is used', async () => {
    Object.assign(world.systems.records, { contact: 14_000_000 });
    const limits = async () => (await world.ask(`${ingressPath}/limits`)).body as LimitsView;
    assert.deepEqual((await limits()).firstLoadRecords, { used: 14_000_000, allowed: 15_000_000, uncounted: [] });
    const settings = await calls.write('PUT', settingsPath, '"v0"', {
      guardrails: { customEntities: 1, columns: 1, links: 0, linkDepth: 0 },
    });
    assert.deepEqual([settings.status, settings.headers.get('etag')], [200, '"v1"']);
    const refused = await calls.add('"v0"', linked);
    assert.deepEqual(mistakesIn(refused), [
      ['', 'links-too-deep'],
      ['/fields', 'too-many-columns'],
      ['/fields', 'too-many-links'],
    ]);
    for (const { detail } of problemIn(refused).errors ?? []) assert.match(detail, /\d.*\d/);
    world.forgetMetadata();
    Object.assign(world.systems.records, { new_loyalty: 1_000_001 });
    const large = await calls.add('"v0"', loyalty);
    assert.deepEqual(mistakesIn(large), [['/dynamicsTable', 'too-many-first-load-records']]);
    assert.match(problemIn(large).errors?.[0]?.detail ?? '', /15000001.*15000000/);
    world.systems.records = {};
    world.forgetMetadata();
    assert.equal((await calls.add('"v0"', loyalty)).status, 201);
    const used = await limits();
    assert.deepEqual(used.customEntities, { used: 1, allowed: 1 });
    assert.deepEqual(used.mappings, [
      {
        mapping: 'new_loyalty',
        columns: { used: 1, allowed: 1 },
        links: { used: 0, allowed: 0 },
        linkDepth: { used: 0, allowed: 0 },
      },
    ]);
    assert.deepEqual(used.firstLoadRecords.uncounted, ['contact', 'new_loyalty']);
    assert.deepEqual(used.replayRecords.tables, [
      { mapping: 'contact', records: null },
      { mapping: 'new_loyalty', records: null },
    ]);
  });

  it('let a mapping be edited, and made smaller, where a limit was lowered below what is in use', async () => {
    await calls.add('"v0"', linked);
    await calls.write('PUT', settingsPath, '"v0"', { guardrails: { columns: 1, customEntities: 0 } });
    const { mapping } = await calls.read('new_loyalty');
    assert.equal((await calls.put('new_loyalty', '"v1"', { ...mapping, applyDeletes: true })).status, 200);
    const more = [...mapping.fields, { column: 'new_level', field: 'level' }];
    assert.deepEqual(mistakesIn(await calls.put('new_loyalty', '"v2"', { ...mapping, fields: more })), [
      ['/fields', 'too-many-columns'],
    ]);
    assert.equal((await calls.write('DELETE', `${mappingsPath}/new_loyalty`, '"v2"')).status, 204);
  });
});

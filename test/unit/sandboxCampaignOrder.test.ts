import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createInstance } from '../../sandbox/campaign/instance.js';
import { createOrders } from '../../sandbox/campaign/order.js';
import { remove } from '../../sandbox/campaign/remove.js';
import { tableOf, viewOf } from '../../sandbox/campaign/resourceControl.js';
import { campaignSettings } from '../../sandbox/campaign/settings.js';
import { create, update } from '../../sandbox/campaign/write.js';

const value = fc.record({ points: fc.integer({ min: -3, max: 3 }), name: fc.constantFrom('', 'a', 'B', 'é') });
const number = fc.nat(15);
const order = fc.constantFrom('points', 'points desc', 'name');
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('create' as const), value }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('update' as const), value, number }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('remove' as const), number }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('read' as const), order }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const) }) },
);

describe('the sandbox: a sorted list of Campaign', () => {
  it('is the same mended as sorted anew, whatever happened since it was kept', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), (steps) => {
        const instance = createInstance({ seed: 1, now: () => 0, settings: campaignSettings.parse({}) });
        const table = tableOf(instance, 'cusLoyalty');
        const view = viewOf(table);
        const writing = { instance, table, view };
        const kept = createOrders();
        for (const each of steps) {
          if (each.kind === 'create') create(writing, each.value);
          if (each.kind === 'clear') table.clear();
          if (each.kind === 'remove') remove(instance, table, each.number);
          if (each.kind === 'read') {
            const anew = createOrders().sorted(table, view, each.order);
            assert.deepEqual(kept.sorted(table, view, each.order), anew);
          }
          const before = each.kind === 'update' ? table.records.values(each.number) : undefined;
          if (each.kind === 'update' && before) update(writing, each.number, before, each.value);
        }
      }),
    );
  });
});

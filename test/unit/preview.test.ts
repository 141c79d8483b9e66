import assert from 'node:assert/strict';
import fc from 'fast-check';
import { estimate, previewKinds } from '../../src/core/preview.js';

describe('the estimate of a preview', () => {
  const insert = { kind: 'insert', calls: 1, present: false } as const;
  const unchanged = { kind: 'unchanged', calls: 0, present: true } as const;

  it('takes the sample’s shares for the whole table', () => {
    const found = estimate([insert, insert, { kind: 'filteredOut', calls: 0, present: false }, insert], 1_000, 0);
    assert.deepEqual(
      [found.records?.insert, found.records?.filteredOut, found.engineCalls, found.sampled],
      [750, 250, 750, 4],
    );
  });

  it('does not take the first records, that are there already, for all that are not', () => {
    const found = estimate([unchanged, unchanged, unchanged, insert], 1_000, 300);
    assert.deepEqual([found.records?.unchanged, found.records?.insert, found.engineCalls], [300, 700, 700]);
  });

  it('has nothing to say of a table whose size nobody tells', () => {
    assert.deepEqual(estimate([insert], null, 5), {
      size: null,
      sampled: 1,
      present: 5,
      records: null,
      engineCalls: null,
    });
    assert.equal(estimate([], 1_000, 0).engineCalls, 0);
  });

  it('divides the whole table among the kinds, whatever the sample', () => {
    const one = fc.record({ kind: fc.constantFrom(...previewKinds), calls: fc.nat(3), present: fc.boolean() });
    const sizes = fc.nat(1_000_000);
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 100 }), sizes, sizes, (sample, size, present) => {
        const { records, engineCalls } = estimate(sample, size, present);
        const total = Object.values(records ?? {}).reduce((sum, count) => sum + count, 0);
        assert.ok(Math.abs(total - size) <= previewKinds.length, `${total} of ${size}`);
        assert.ok((engineCalls ?? 0) <= 3 * size + 1);
      }),
    );
  });
});

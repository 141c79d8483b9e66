import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createKeyIndex } from '../../sandbox/campaign/keyIndex.js';
import { opaque } from '../../sandbox/campaign/opaque.js';

const word = fc.integer({ min: 0, max: 0xffff_ffff });

describe('the sandbox: opaque texts of Campaign', () => {
  it('opens what it sealed', () => {
    const pkeys = opaque(1, 'pkey/profile');
    fc.assert(
      fc.property(word, word, (number, version) => {
        const text = pkeys.seal(number, version);
        assert.match(text, /^@[\w-]{79,114}$/);
        assert.deepEqual(pkeys.open(text), { number, version });
      }),
    );
  });

  it('opens nothing that was altered, or sealed for another purpose or seed', () => {
    const pkeys = opaque(1, 'pkey/profile');
    fc.assert(
      fc.property(word, fc.nat(86), fc.constantFrom('A', 'b', '9', '-'), (number, at, letter) => {
        const text = pkeys.seal(number, 0);
        const altered = `@${text.slice(1, at + 1)}${letter}${text.slice(at + 2)}`;
        assert.ok(altered === text || pkeys.open(altered) === undefined);
        assert.equal(pkeys.open(opaque(1, 'pkey/service').seal(number, 0)), undefined);
        assert.equal(pkeys.open(opaque(2, 'pkey/profile').seal(number, 0)), undefined);
      }),
    );
    for (const text of ['', '@', '@é'.padEnd(88, 'é'), 'x'.repeat(88)]) assert.equal(pkeys.open(text), undefined);
  });

  it('gives texts that do not resemble each other for neighbours', () => {
    const pkeys = opaque(1, 'pkey/profile');
    const starts = new Set(Array.from({ length: 1000 }, (_, number) => pkeys.seal(number, 0).slice(0, 7)));
    assert.equal(starts.size, 1000);
  });
});

describe('the sandbox: index of keys', () => {
  const change = fc.record({
    number: fc.nat(200),
    key: fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { nil: undefined }),
  });

  it('finds what a plain list of keys would find, whatever was added and removed', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 600 }), (changes) => {
        const keys = new Map<number, string>();
        const index = createKeyIndex((number) => keys.get(number));
        for (const { number, key } of changes) {
          const before = keys.get(number);
          if (before !== undefined) index.remove(before, number);
          keys.delete(number);
          if (key !== undefined) {
            keys.set(number, key);
            index.add(key, number);
          }
        }
        for (const key of 'abcdef') {
          const expected = [...keys].filter(([, kept]) => kept === key).map(([number]) => number);
          assert.deepEqual(
            index.all(key),
            expected.sort((a, b) => a - b),
          );
          const found = index.find(key, expected[0]);
          assert.ok(expected.length > 1 ? found !== undefined && found !== expected[0] : found === undefined);
        }
      }),
    );
  });
});

import assert from 'node:assert/strict';
import { decimalText } from '../../src/core/mapping/decimal.js';
import { column, converted, field, guid } from './mappingFixtures.js';

const text = (length: number) => field('f', 'string', { length });
const gender = field('gender', 'enumeration', { values: ['unknown', 'male', 'female'] });

describe('text', () => {
  it('keeps text to the last blank', () => {
    assert.equal(converted('string', 'string', '  Ada \t\n'), '  Ada \t\n');
  });

  it('refuses text longer than the field and never cuts it', () => {
    assert.equal(converted('string', text(30), 'a'.repeat(30)), 'a'.repeat(30));
    assert.equal(converted('string', text(30), 'a'.repeat(31)), 'refused: text-too-long');
    assert.equal(converted('string', text(30), 'a'.repeat(1_000_000)), 'refused: text-too-long');
  });

  it('counts code points, as PostgreSQL does: an emoji is one, a combining accent is one of its own', () => {
    assert.equal(converted('string', text(3), '😀😀😀'), '😀😀😀');
    assert.equal(converted('string', text(3), '😀😀😀😀'), 'refused: text-too-long');
    assert.equal(converted('string', text(3), 'e\u0301e'), 'e\u0301e');
    assert.equal(converted('string', text(3), 'e\u0301e\u0301'), 'refused: text-too-long');
    assert.equal(converted('string', text(3), '👨‍👩‍👧'), 'refused: text-too-long');
  });

  it('refuses half of a surrogate pair and NUL', () => {
    for (const broken of ['a\ud83d', '\ude00b', '\ude00\ud83d', 'a\0b'])
      assert.equal(converted('string', 'string', broken), 'refused: text-not-storable');
    assert.equal(converted('string', 'memo', '\ud800'), 'refused: text-not-storable');
  });

  it('takes a field without a length as unbounded', () => {
    assert.equal(converted('memo', 'memo', 'x'.repeat(100_000)), 'x'.repeat(100_000));
  });

  it('checks the length of numbers, ids and dates too', () => {
    assert.equal(converted('integer', text(3), 1234), 'refused: text-too-long');
    assert.equal(converted('lookup', text(35), guid), 'refused: text-too-long');
    assert.equal(converted('date', text(9), '1990-05-06'), 'refused: text-too-long');
  });
});

describe('numbers', () => {
  it('holds the limits of each integer type', () => {
    const limits = { byte: [-128, 127], short: [-32_768, 32_767], long: [-2_147_483_648, 2_147_483_647] } as const;
    for (const [type, [min, max]] of Object.entries(limits) as ['byte' | 'short' | 'long', [number, number]][]) {
      assert.equal(converted('integer', type, min), min);
      assert.equal(converted('integer', type, max), max);
      assert.equal(converted('integer', type, min - 1), 'refused: number-out-of-range');
      assert.equal(converted('string', type, String(max + 1)), 'refused: number-out-of-range');
    }
  });

  it('refuses what would lose its fraction, however small', () => {
    assert.equal(converted('decimal', 'long', 0.5), 'refused: fraction-lost');
    assert.equal(converted('string', 'long', `1.${'0'.repeat(40)}1`), 'refused: fraction-lost');
    assert.equal(converted('string', 'long', '12.000'), 12);
  });

  it('refuses text that is not a plain decimal', () => {
    for (const word of ['1e5', '0x10', '1,5', '1 000', '½', '--1', '.', '+', 'NaN', 'Infinity', '١٢'])
      assert.equal(converted('string', 'double', word), 'refused: not-a-number', word);
  });

  it('reads plain decimals of every spelling', () => {
    assert.equal(converted('string', 'double', ' -007.250 '), -7.25);
    assert.equal(converted('string', 'double', '.5'), 0.5);
    assert.equal(converted('string', 'long', '+5.'), 5);
    assert.ok(Object.is(converted('string', 'double', '-0.0'), 0));
    assert.ok(Object.is(converted('double', 'double', -0), 0));
    assert.ok(Object.is(converted('integer', 'long', -0), 0));
  });

  it('takes blank text as no number', () => {
    assert.equal(converted('string', 'long', ''), 0);
    assert.equal(converted('string', 'double', '  '), 0);
  });

  it('reads endless digits in time', () => {
    assert.equal(converted('memo', 'double', `${'0'.repeat(2_000_000)}x`), 'refused: not-a-number');
    assert.equal(converted('memo', 'double', `0.${'0'.repeat(390)}x`), 'refused: not-a-number');
  });

  it('refuses a double that text cannot name exactly', () => {
    assert.equal(converted('string', 'double', '9007199254740993'), 'refused: number-precision-lost');
    assert.equal(converted('string', 'double', '0.1234567890123456789'), 'refused: number-precision-lost');
    assert.equal(converted('string', 'double', '1'.repeat(310)), 'refused: number-out-of-range');
  });

  it('lets a float keep what single precision can name', () => {
    for (const kept of [0.1, 3.14, 16_777_216, 0.5, 1e-10, 123_456, -2.5e30, 3.4028234663852886e38])
      assert.equal(converted('double', 'float', kept), kept);
    for (const lost of [16_777_217, 0.123456789, Math.PI, 1e-50])
      assert.equal(converted('double', 'float', lost), 'refused: number-precision-lost');
    assert.equal(converted('double', 'float', 1e39), 'refused: number-out-of-range');
  });

  it('refuses numbers whose digits JSON parsing may have lost', () => {
    assert.equal(converted('bigint', 'string', 9_007_199_254_740_992), 'refused: number-precision-lost');
    assert.equal(converted('decimal', 'double', JSON.parse('99999999999.1234567')), 'refused: number-precision-lost');
    assert.equal(converted('money', 'string', JSON.parse('922337203685477.5807')), 'refused: number-precision-lost');
    assert.equal(converted('decimal', 'string', JSON.parse('123456.1234567891')), '123456.1234567891');
    assert.equal(converted('money', 'string', JSON.parse('99999999999.1234')), '99999999999.1234');
  });

  it('reads Int64 and decimals that came as text or bigint in full', () => {
    assert.equal(converted('bigint', 'string', '9223372036854775807'), '9223372036854775807');
    assert.equal(converted('bigint', 'string', 9_223_372_036_854_775_807n), '9223372036854775807');
    assert.equal(converted('bigint', 'double', 9_007_199_254_740_993n), 'refused: number-precision-lost');
    assert.equal(converted('money', 'string', '20000.0000'), '20000');
  });

  it('refuses NaN, infinity and what JSON makes of 1e400', () => {
    for (const raw of [Number.NaN, Number.POSITIVE_INFINITY, JSON.parse('1e400')]) {
      assert.equal(converted('double', 'double', raw), 'refused: not-a-number');
      assert.equal(converted('other', 'string', raw), 'refused: not-a-number');
    }
  });

  it('writes numbers without an exponent', () => {
    assert.equal(decimalText(1e21), '1000000000000000000000');
    assert.equal(decimalText(-1.5e-9), '-0.0000000015');
    assert.equal(decimalText(1.7976931348623157e308), `17976931348623157${'0'.repeat(292)}`);
    assert.equal(decimalText(5e-324), `0.${'0'.repeat(323)}5`);
    assert.equal(decimalText(-0), '0');
  });
});

describe('booleans', () => {
  it('reads 1 and 0, true and false', () => {
    for (const yes of ['true', ' TRUE ', '1', '1.0']) assert.equal(converted('string', 'boolean', yes), true);
    for (const no of ['false', '0', '', ' ']) assert.equal(converted('string', 'boolean', no), false);
    assert.equal(converted('integer', 'boolean', 1), true);
    assert.equal(converted('double', 'boolean', -0), false);
  });

  it('refuses what is neither', () => {
    for (const word of ['yes', 'oui', '2', 'vrai', 't'])
      assert.equal(converted('string', 'boolean', word), 'refused: not-a-boolean');
    assert.equal(converted('integer', 'boolean', 2), 'refused: not-a-boolean');
  });

  it('becomes text and number', () => {
    assert.equal(converted('boolean', 'string', false), 'false');
    assert.equal(converted('boolean', 'byte', false), 0);
  });
});

describe('enumerations', () => {
  it('take names in their exact spelling', () => {
    assert.equal(converted('string', gender, 'male'), 'male');
    for (const word of ['Male', 'male ', '1', 'constructor', '__proto__'])
      assert.equal(converted('string', gender, word), 'refused: not-an-enumeration-value');
  });

  it('are empty under their default name', () => {
    assert.equal(converted('string', gender, ''), 'unknown');
    assert.equal(converted('string', field('f', 'enumeration', { values: ['none', 'en_gb'] }), ''), 'none');
    assert.equal(converted('string', field('f', 'enumeration', { values: ['gold'] }), ''), '');
  });

  it('take any text that fits when metadata names no values', () => {
    assert.equal(converted('string', field('f', 'enumeration', { length: 4 }), 'gold'), 'gold');
    assert.equal(converted('string', field('f', 'enumeration', { length: 4 }), 'silver'), 'refused: text-too-long');
  });
});

describe('dates and times', () => {
  const wallClock = column('c', 'datetime', { wallClock: true });

  it('writes instants in UTC, in Campaign’s form', () => {
    assert.equal(converted('datetime', 'datetime', '2025-03-02T08:15:00Z'), '2025-03-02 08:15:00.000Z');
    assert.equal(converted('datetime', 'datetime', '2025-03-02T08:15:00.120+02:00'), '2025-03-02 06:15:00.120Z');
    assert.equal(converted('datetime', 'datetime', '1969-12-31T23:59:59.999Z'), '1969-12-31 23:59:59.999Z');
    assert.equal(converted('datetime', 'datetime', '0099-01-01T00:00:00Z'), '0099-01-01 00:00:00.000Z');
  });

  it('never shifts a wall-clock value', () => {
    assert.equal(converted(wallClock, 'datetime', '2025-03-30T02:30:00Z'), '2025-03-30 02:30:00.000Z');
    assert.equal(converted(wallClock, 'datetime', '2025-03-30T02:30:00+05:00'), '2025-03-30 02:30:00.000Z');
    assert.equal(converted(wallClock, 'string', '2025-03-30T02:30:00Z'), '2025-03-30T02:30:00');
  });

  it('gives a date to a date field only when nothing is lost', () => {
    assert.equal(converted('datetime', 'date', '2025-03-02T00:00:00Z'), '2025-03-02');
    assert.equal(converted('datetime', 'date', '2025-03-01T23:00:00Z'), 'refused: time-of-day-lost');
    assert.equal(converted('date', 'date', '2025-03-02T00:00:00Z'), '2025-03-02');
    assert.equal(converted('date', 'date', '2025-03-02T01:00:00Z'), 'refused: time-of-day-lost');
  });

  it('knows the calendar', () => {
    assert.equal(converted('date', 'date', '2000-02-29'), '2000-02-29');
    for (const day of ['1900-02-29', '2025-02-30', '2025-13-01', '2025-00-10', '2025-04-31', '2025-1-1', '02/03/2025'])
      assert.equal(converted('date', 'date', day), 'refused: not-a-date', day);
    for (const time of ['2025-03-02T24:00:00Z', '2025-03-02T23:60:00Z', '2025-03-02T23:59:60Z', '2025-03-02T8:00Z'])
      assert.equal(converted('datetime', 'datetime', time), 'refused: not-a-date', time);
  });

  it('refuses what lies outside of the years that four digits write', () => {
    assert.equal(converted('date', 'date', '0000-12-31'), 'refused: date-out-of-range');
    assert.equal(converted('datetime', 'datetime', '9999-12-31T23:30:00-01:00'), 'refused: date-out-of-range');
    assert.equal(converted('datetime', 'datetime', '0001-01-01T00:30:00+01:00'), 'refused: date-out-of-range');
    assert.equal(converted('string', 'date', '+012025-01-01'), 'refused: not-a-date');
    assert.equal(converted('date', 'date', '9999-12-31'), '9999-12-31');
    assert.equal(converted('date', 'date', '0001-01-01'), '0001-01-01');
  });

  it('refuses fractions finer than a thousandth of a second', () => {
    assert.equal(converted('datetime', 'datetime', '2025-03-02T08:15:00.1234Z'), 'refused: time-precision-lost');
    assert.equal(converted('datetime', 'datetime', '2025-03-02T08:15:00.1230000Z'), '2025-03-02 08:15:00.123Z');
  });

  it('refuses text that names a time of day without a zone', () => {
    assert.equal(converted('string', 'datetime', '2025-03-02T08:15:00'), 'refused: time-without-zone');
    assert.equal(converted('string', 'datetime', '2025-03-02 08:15Z'), '2025-03-02 08:15:00.000Z');
    assert.equal(converted('datetime', 'datetime', '2025-03-02T08:15:00'), '2025-03-02 08:15:00.000Z');
  });
});

describe('values of another kind than metadata says', () => {
  const wrong: Record<string, unknown> = { object: { a: 1 }, array: [1], symbol: Symbol('s'), function: () => 1 };
  for (const [kind, raw] of Object.entries(wrong)) {
    it(`refuses a ${kind} in every column`, () => {
      for (const type of [
        'string',
        'integer',
        'boolean',
        'picklist',
        'multiselect',
        'datetime',
        'date',
        'lookup',
        'other',
      ] as const)
        assert.equal(converted(type, 'string', raw), 'refused: unexpected-value', type);
    });
  }

  it('refuses a text that is no GUID, list of options or number where one belongs', () => {
    assert.equal(converted('lookup', 'string', 'Acme Ltd'), 'refused: unexpected-value');
    assert.equal(converted('multiselect', 'string', '1;2'), 'refused: unexpected-value');
    assert.equal(converted('picklist', 'string', '2'), 'refused: unexpected-value');
    assert.equal(converted('integer', 'string', 'two'), 'refused: unexpected-value');
    assert.equal(converted('boolean', 'string', 1), 'refused: unexpected-value');
  });
});

import assert from 'node:assert/strict';
import { canConvert } from '../../src/core/mapping/convert.js';
import { campaignType, dynamicsType, type CampaignType, type DynamicsType } from '../../src/core/metadata.js';
import { converted, field, guid } from './mappingFixtures.js';

type Expected = Record<Target, unknown>;
type Target = Exclude<CampaignType, 'link' | 'collection' | 'item' | 'other'>;

const never = 'never';
const noName = 'refused: not-an-enumeration-value';
const noNumber = 'refused: not-a-number';
const noBoolean = 'refused: not-a-boolean';
const noDate = 'refused: not-a-date';
const tooBig = 'refused: number-out-of-range';
const fraction = 'refused: fraction-lost';
const precision = 'refused: number-precision-lost';

const numbers = (result: unknown) => ({ byte: result, short: result, long: result, float: result, double: result });
const dates = (result: unknown) => ({ date: result, datetime: result });
const texts = (result: unknown) => ({ string: result, memo: result });

/** One telling value of each column type, and what becomes of it in a field of each type. */
const pairs: Record<DynamicsType, { value: unknown; becomes: Expected }> = {
  string: {
    value: 'Ada',
    becomes: { ...texts('Ada'), enumeration: noName, ...numbers(noNumber), boolean: noBoolean, ...dates(noDate) },
  },
  memo: {
    value: 'line 1\nline 2',
    becomes: {
      ...texts('line 1\nline 2'),
      enumeration: noName,
      ...numbers(noNumber),
      boolean: noBoolean,
      ...dates(noDate),
    },
  },
  integer: {
    value: 200,
    becomes: {
      ...texts('200'),
      enumeration: noName,
      ...numbers(200),
      byte: tooBig,
      boolean: noBoolean,
      ...dates(never),
    },
  },
  bigint: {
    value: 9_007_199_254_740_991,
    becomes: {
      ...texts('9007199254740991'),
      enumeration: noName,
      ...numbers(tooBig),
      float: precision,
      double: 9_007_199_254_740_991,
      boolean: noBoolean,
      ...dates(never),
    },
  },
  decimal: {
    value: 12.5,
    becomes: {
      ...texts('12.5'),
      enumeration: noName,
      ...numbers(fraction),
      float: 12.5,
      double: 12.5,
      boolean: noBoolean,
      ...dates(never),
    },
  },
  double: {
    value: 1e-7,
    becomes: {
      ...texts('0.0000001'),
      enumeration: noName,
      ...numbers(fraction),
      float: 1e-7,
      double: 1e-7,
      boolean: noBoolean,
      ...dates(never),
    },
  },
  money: {
    value: 1234567.89,
    becomes: {
      ...texts('1234567.89'),
      enumeration: noName,
      ...numbers(tooBig),
      long: fraction,
      float: precision,
      double: 1234567.89,
      boolean: noBoolean,
      ...dates(never),
    },
  },
  boolean: {
    value: true,
    becomes: { ...texts('true'), enumeration: noName, ...numbers(1), boolean: true, ...dates(never) },
  },
  picklist: {
    value: 2,
    becomes: { ...texts('2'), enumeration: '2', ...numbers(2), boolean: noBoolean, ...dates(never) },
  },
  state: {
    value: 1,
    becomes: { ...texts('1'), enumeration: noName, ...numbers(1), boolean: true, ...dates(never) },
  },
  status: {
    value: 100_000_001,
    becomes: {
      ...texts('100000001'),
      enumeration: noName,
      ...numbers(100_000_001),
      byte: tooBig,
      short: tooBig,
      float: precision,
      boolean: noBoolean,
      ...dates(never),
    },
  },
  multiselect: {
    value: '2, 3,8',
    becomes: { ...texts('2,3,8'), enumeration: noName, ...numbers(never), boolean: never, ...dates(never) },
  },
  datetime: {
    value: '2025-03-02T08:15:00Z',
    becomes: {
      ...texts('2025-03-02T08:15:00Z'),
      enumeration: noName,
      ...numbers(never),
      boolean: never,
      date: 'refused: time-of-day-lost',
      datetime: '2025-03-02 08:15:00.000Z',
    },
  },
  date: {
    value: '1990-05-06',
    becomes: {
      ...texts('1990-05-06'),
      enumeration: noName,
      ...numbers(never),
      boolean: never,
      date: '1990-05-06',
      datetime: '1990-05-06 00:00:00.000Z',
    },
  },
  lookup: {
    value: `{${guid.toUpperCase()}}`,
    becomes: { ...texts(guid), enumeration: noName, ...numbers(never), boolean: never, ...dates(never) },
  },
  uniqueidentifier: {
    value: guid,
    becomes: { ...texts(guid), enumeration: noName, ...numbers(never), boolean: never, ...dates(never) },
  },
  other: {
    value: '2020-01-01',
    becomes: {
      ...texts('2020-01-01'),
      enumeration: noName,
      ...numbers(noNumber),
      boolean: noBoolean,
      date: '2020-01-01',
      datetime: '2020-01-01 00:00:00.000Z',
    },
  },
};

const fieldOf = (type: CampaignType) =>
  field('f', type, type === 'enumeration' ? { values: ['unknown', '2', 'gold'] } : {});

describe('conversion of every pair of types', () => {
  for (const from of dynamicsType.options) {
    const { value, becomes } = pairs[from];
    for (const to of campaignType.options) {
      const expected: unknown = Object.hasOwn(becomes, to) ? becomes[to as Target] : never;
      it(`${from} to ${to}: ${String(expected).replace('\n', '\\n')}`, () => {
        assert.equal(converted(from, fieldOf(to), value), expected);
        assert.equal(canConvert(from, to), expected !== never);
      });
    }
  }
});

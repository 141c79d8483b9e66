import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { compileMapping } from '../../src/core/mapping/compile.js';
import { canConvert, conversion } from '../../src/core/mapping/convert.js';
import { canonicalDecimal, decimalText } from '../../src/core/mapping/decimal.js';
import { mapRecord } from '../../src/core/mapping/map.js';
import { isRefusal } from '../../src/core/mapping/refusal.js';
import { isValueOf } from '../../src/core/mapping/replacements.js';
import { campaignDatetime, parseTime } from '../../src/core/mapping/time.js';
import { type CampaignField, campaignType, dynamicsType } from '../../src/core/metadata.js';
import { isProblemCode } from '../../src/core/problems/describe.js';
import { column, field, guid, mappingOf, resourceOf, tableOf } from './mappingFixtures.js';

const decimals = fc
  .tuple(fc.constantFrom('', '-', '+'), fc.bigInt({ min: 0n, max: 10n ** 25n }), fc.nat({ max: 25 }))
  .map(([sign, digits, places]) => {
    const text = String(digits).padStart(places + 1, '0');
    return `${sign}${text.slice(0, text.length - places)}.${text.slice(text.length - places)}`;
  });

/** Whatever may stand in a row, likely and unlikely. */
const anyRaw = fc.oneof(
  fc.anything({ withBigInt: true, withNullPrototype: true, withDate: true, withMap: true, withSparseArray: true }),
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.string().map((text) => `${text}\ud800`),
  decimals,
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
  fc.constantFrom('true', '0', '2,3', guid, '1e5', '__proto__', 'constructor', 'male', '1.0', '-0', '9'.repeat(400)),
);

const anyField: fc.Arbitrary<CampaignField> = fc
  .record({
    type: fc.constantFrom(...campaignType.options),
    length: fc.option(fc.nat({ max: 40 }), { nil: undefined }),
    values: fc.option(fc.uniqueArray(fc.constantFrom('unknown', 'none', 'male', '1', 'true'))),
  })
  .map(({ type, length, values }) =>
    field('f', type, { ...(length !== undefined && { length }), ...(values && { values }) }),
  );

/** Its own reading of what a field holds, sharing nothing with the code under test. */
function fits({ type, length, values }: CampaignField, value: unknown): boolean {
  switch (type) {
    case 'string':
    case 'memo':
      return isText(value, length);
    case 'enumeration':
      return values?.length ? value === '' || values.includes(value as string) : isText(value, length);
    case 'byte':
      return Number.isInteger(value) && Math.abs((value as number) + 0.5) < 128;
    case 'short':
      return Number.isInteger(value) && Math.abs((value as number) + 0.5) < 32_768;
    case 'long':
      return Number.isInteger(value) && ((value as number) | 0) === value;
    case 'float':
      return Number.isFinite(value) && Number.isFinite(Math.fround(value as number)) && !Object.is(value, -0);
    case 'double':
      return Number.isFinite(value) && !Object.is(value, -0);
    case 'boolean':
      return typeof value === 'boolean';
    case 'date':
      return value === '' || (/^\d{4}-\d\d-\d\d$/.test(String(value)) && isTime(`${String(value)}T00:00:00.000Z`));
    case 'datetime':
      return (
        value === '' ||
        (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z$/.test(String(value)) && isTime(String(value).replace(' ', 'T')))
      );
    default:
      return false;
  }
}

const isText = (value: unknown, length = Number.POSITIVE_INFINITY): boolean =>
  typeof value === 'string' &&
  Array.from(value).length <= length &&
  Buffer.from(value, 'utf8').toString('utf8') === value &&
  !value.includes('\0');

const isTime = (iso: string): boolean => new Date(iso).toISOString() === iso;

describe('conversion, for any value', () => {
  it('never throws and only ever yields a value that fits the field', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...dynamicsType.options),
        fc.boolean(),
        anyField,
        anyRaw,
        fc.boolean(),
        (type, wallClock, target, raw, technicalValues) => {
          const source = column('c', type, { wallClock });
          const found = conversion(source, target, { technicalValues });
          assert.equal(found !== null, canConvert(type, target.type));
          if (found === null) return;
          const label = '@OData.Community.Display.V1.FormattedValue';
          const result = found.read(raw, { [source.property]: raw, [source.property + label]: raw });
          if (isRefusal(result)) assert.ok(isProblemCode(result.code));
          else assert.ok(fits(target, result), `${String(result)} does not fit ${target.type}`);
          assert.ok(fits(target, found.target.empty));
          assert.ok(found.target.holds(undefined, found.target.empty));
          assert.equal(typeof found.target.holds(raw, found.target.empty), 'boolean');
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('never lets a value of a record into a refusal', () => {
    fc.assert(
      fc.property(fc.constantFrom(...dynamicsType.options), anyField, fc.nat(), (type, target, number) => {
        const canary = `Canary-${number}`;
        const found = conversion(column('c', type), target, { technicalValues: true });
        const result = found?.read(canary, { c: canary });
        if (result !== undefined && isRefusal(result)) assert.ok(!JSON.stringify(result).includes('anary'));
      }),
    );
  });

  it('keeps every number and every text that it lets through', () => {
    fc.assert(
      fc.property(decimals, (text) => {
        const found = conversion(column('c', 'string'), field('f', 'double'), { technicalValues: true });
        const result = found?.read(text, {});
        if (typeof result === 'number') assert.equal(decimalText(result), canonicalDecimal(text));
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const found = conversion(column('c', 'string'), field('f', 'string'), { technicalValues: true });
        assert.equal(found?.read(text, {}), text);
      }),
    );
  });
});

describe('decimals and times', () => {
  it('write every finite number so that it reads back the same, without an exponent', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = decimalText(value);
        assert.match(text, /^-?\d+(\.\d+)?$/);
        assert.equal(Number(text), value + 0);
        if (text.length < 400) assert.equal(canonicalDecimal(text), text);
      }),
    );
  });

  it('read every instant back that they wrote', () => {
    const instants = fc.date({
      min: new Date('0001-01-01T00:00:00.000Z'),
      max: new Date(253402300799999),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, (date) => {
        assert.equal(parseTime(campaignDatetime(date.getTime()), 'required'), date.getTime());
        assert.equal(parseTime(date.toISOString(), 'utc'), date.getTime());
      }),
    );
  });
});

describe('mapRecord, for any row', () => {
  it('never throws, and refuses by column and field', () => {
    const columns = dynamicsType.options.map((type) => column(`c_${type}`, type));
    const table = tableOf(...columns);
    const fields = columns.map(({ name }) => field(name, 'string', { length: 30 }));
    const existing = ['a', '1', 1, true, '2025-03-02', guid, '2,3', null];
    const replacements = columns.flatMap((one) =>
      existing
        .filter((value) => isValueOf(value, one))
        .map((value) => ({ column: one.name, existingValue: value, newValue: `new ${String(value).slice(0, 9)}` })),
    );
    const pairs = columns.map(({ name }) => [name, name] as const);
    const compiled = compileMapping(mappingOf(pairs, { replacements }), table, resourceOf(...fields));
    const rows = fc.oneof(
      fc.dictionary(fc.constantFrom(...columns.map(({ property }) => property), '__proto__', 'toString'), anyRaw),
      fc
        .string()
        .map(
          (text) =>
            JSON.parse(`{"__proto__":{"c_string":${JSON.stringify(text)}},"constructor":{"prototype":1}}`) as Record<
              string,
              unknown
            >,
        ),
    );
    fc.assert(
      fc.property(rows, (row) => {
        const mapped = mapRecord(compiled, row);
        if (mapped.kind === 'mapped')
          mapped.values.forEach((value) => assert.ok(fits(field('f', 'string', { length: 30 }), value)));
        if (mapped.kind === 'refused') assert.equal(mapped.params['column'], mapped.params['field']);
        assert.equal(Object.hasOwn(Object.prototype, 'c_string'), false);
      }),
      { numRuns: 1000 },
    );
  });
});

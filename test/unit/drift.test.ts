import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { TableMapping } from '../../src/core/config/ingress.js';
import { accepting, changesSince } from '../../src/core/drift/nextPlan.js';
import { planDrift } from '../../src/core/drift/planDrift.js';
import { type LanePlan, lanePlan } from '../../src/core/lanePlan.js';
import { mappingMistakes } from '../../src/core/mapping/mistakes.js';
import type { CampaignField, CampaignResource, DynamicsColumn, DynamicsTable } from '../../src/core/metadata.js';
import { describeProblem } from '../../src/core/problems/describe.js';
import { column, field, mappingOf, resourceOf, tableOf } from './mappingFixtures.js';

const options = (...list: [number, string][]) => list.map(([value, label]) => ({ value, label }));
const table = tableOf(
  column('lastname', 'string', { maxLength: 50 }),
  column('fax', 'string'),
  column('gendercode', 'picklist', { options: options([1, 'Male'], [2, 'Female']) }),
  column('interests', 'multiselect', { options: options([1, 'Travel'], [2, 'Music'], [12, 'Sport']) }),
  column('level', 'picklist', { options: options([1, 'gold'], [2, 'silver']) }),
  column('modifiedon', 'datetime'),
  column('parentcustomerid', 'lookup', { targets: ['account'] }),
  column('unused', 'string'),
);
const resource = resourceOf(
  field('lastName', 'string', { length: 50 }),
  field('fax', 'string'),
  field('gender', 'enumeration', { values: ['unknown', 'male', 'female', 'other'] }),
  field('level', 'enumeration', { values: ['none', 'gold', 'silver', 'bronze'] }),
  field('seen', 'datetime'),
  field('cusAccountId', 'string', { length: 64 }),
  field('unused', 'string'),
);

const mapping: TableMapping = {
  ...mappingOf(
    [
      ['lastname', 'lastName'],
      ['fax', 'fax'],
      ['gendercode', 'gender'],
      ['level', 'level'],
      ['modifiedon', 'seen'],
    ],
    {
      replacements: [{ column: 'gendercode', existingValue: 1, newValue: 'male' }],
      technicalValues: false,
      filter: { join: 'and', conditions: [{ column: 'interests', comparison: 'contains', value: [1, 2] }] },
    },
  ),
};
const plan: LanePlan = lanePlan.parse({
  version: 1,
  mapping: {
    ...mapping,
    fields: [...mapping.fields, { column: 'parentcustomerid', field: 'cusAccountId', parent: 'account' }],
  },
  table,
  resource,
  parents: { account: { table: 'account', resource: 'cusAccount' } },
});

const withColumn = (name: string, more: Partial<DynamicsColumn>): DynamicsTable => ({
  ...table,
  columns: { ...table.columns, [name]: { ...(table.columns[name] ?? column(name, 'string')), ...more } },
});
const withField = (path: string, more: Partial<CampaignField>): CampaignResource => ({
  ...resource,
  fields: { ...resource.fields, [path]: { ...(resource.fields[path] ?? field(path, 'string')), ...more } },
});
const without = <T extends object>(things: T, name: string): T =>
  Object.fromEntries(Object.entries(things).filter(([one]) => one !== name)) as T;

const found = (now: { table?: DynamicsTable | null; resource?: CampaignResource | null }, of = plan) => {
  const { parks, notes } = planDrift(
    of,
    now.table === undefined ? table : now.table,
    now.resource === undefined ? resource : now.resource,
  );
  for (const { code, params } of [...parks, ...notes])
    for (const locale of ['en', 'fr'] as const) {
      const { sentence, remedy } = describeProblem({ code, params: { ...params } }, locale);
      assert.doesNotMatch(sentence + remedy, /\{\w+\}/);
      assert.equal(params['mapping'], 'contact');
    }
  const told = parks.map(({ system, thing, code }) => `${system} ${thing} ${code}`);
  return { parks: told, notes: notes.map(({ thing, code }) => `${thing} ${code}`), first: parks[0]?.params };
};
const parks = (now: Parameters<typeof found>[0]) => found(now).parks;

describe('planDrift', () => {
  it('finds nothing where nothing changed, or what changed is not used', () => {
    const none = { parks: [], notes: [], first: undefined };
    assert.deepEqual(found({}), none);
    assert.deepEqual(found({ table: { ...table, label: 'Kontakt', columns: without(table.columns, 'unused') } }), none);
    assert.deepEqual(found({ table: withColumn('unused', { type: 'memo' }) }), none);
    assert.deepEqual(found({ table: withColumn('lastname', { maxLength: 10, label: 'Surname' }) }), none);
    assert.deepEqual(found({ resource: { ...resource, fields: without(resource.fields, 'unused') } }), none);
    assert.deepEqual(found({ resource: withField('lastName', { length: 60, label: 'Name' }) }), none);
  });

  it('parks when a table, a resource, a key or change tracking is gone', () => {
    assert.deepEqual(parks({ table: null }), ['dynamics contact dynamics-table-unknown']);
    assert.deepEqual(parks({ resource: null }), ['campaign profile campaign-resource-unknown']);
    assert.equal(parks({ table: null, resource: null }).length, 2);
    assert.deepEqual(parks({ table: { ...table, changeTracking: false } }), ['dynamics contact dynamics-tracking-off']);
    assert.deepEqual(parks({ table: { ...table, primaryKey: 'id' } }), ['dynamics contactid key-column-wrong']);
    assert.deepEqual(parks({ resource: { ...resource, fields: without(resource.fields, 'externalId') } }), [
      'campaign externalId field-missing',
    ]);
  });

  it('parks when a mapped or filtered column is gone, once for each', () => {
    assert.deepEqual(parks({ table: { ...table, columns: without(table.columns, 'lastname') } }), [
      'dynamics lastname column-missing',
    ]);
    assert.deepEqual(parks({ table: { ...table, columns: without(table.columns, 'interests') } }), [
      'dynamics interests column-missing',
    ]);
  });

  it('parks when the type of a column changed, although it could still be mapped', () => {
    const { parks: told, first } = found({ table: withColumn('lastname', { type: 'memo' }) });
    assert.deepEqual(told, ['dynamics lastname column-type-changed']);
    assert.deepEqual(first, { mapping: 'contact', table: 'contact', column: 'lastname', was: 'string', now: 'memo' });
    assert.deepEqual(parks({ table: withColumn('interests', { type: 'integer' }) }), [
      'dynamics interests column-type-changed',
    ]);
    assert.deepEqual(parks({ table: withColumn('modifiedon', { type: 'lookup' }) }), [
      'dynamics modifiedon column-type-changed',
    ]);
    assert.equal(
      found({ table: withColumn('modifiedon', { wallClock: true }) }).first?.['now'],
      'datetime TimeZoneIndependent',
    );
  });

  it('parks when an option is gone that a mapped column may hold or a filter names', () => {
    const { parks: told, first } = found({
      table: withColumn('gendercode', { options: options([1, 'Male'], [3, 'X']) }),
    });
    assert.deepEqual(told, ['dynamics gendercode option-removed']);
    assert.equal(first?.['options'], '2 (Female)');
    assert.deepEqual(parks({ table: withColumn('interests', { options: options([1, 'Travel'], [12, 'Sport']) }) }), [
      'dynamics interests option-removed',
    ]);
    assert.deepEqual(parks({ table: withColumn('interests', { options: options([1, 'Travel'], [2, 'Music']) }) }), []);
  });

  it('parks when a link’s lookup names other tables', () => {
    assert.deepEqual(parks({ table: withColumn('parentcustomerid', { targets: ['contact'] }) }), [
      'dynamics parentcustomerid lookup-target-removed',
    ]);
    const { parks: told, first } = found({
      table: withColumn('parentcustomerid', { targets: ['account', 'contact', 'lead'] }),
    });
    assert.deepEqual(told, ['dynamics parentcustomerid lookup-target-added']);
    assert.equal(first?.['targets'], 'contact, lead');
  });

  it('parks when a field is gone, read-only, of another type or shorter', () => {
    assert.deepEqual(parks({ resource: { ...resource, fields: without(resource.fields, 'fax') } }), [
      'campaign fax field-missing',
    ]);
    assert.deepEqual(parks({ resource: withField('fax', { readOnly: true }) }), ['campaign fax field-read-only']);
    assert.deepEqual(parks({ resource: withField('externalId', { readOnly: true }) }), [
      'campaign externalId field-read-only',
    ]);
    assert.deepEqual(parks({ resource: withField('fax', { type: 'memo' }) }), ['campaign fax field-type-changed']);
    assert.deepEqual(parks({ resource: withField('seen', { type: 'long' }) }), ['campaign seen field-type-changed']);
    assert.deepEqual(parks({ resource: withField('fax', { length: 20 }) }), ['campaign fax field-shortened']);
    const { parks: told, first } = found({ resource: withField('cusAccountId', { length: 20 }) });
    assert.deepEqual(told, ['campaign cusAccountId field-shortened']);
    assert.deepEqual([first?.['was'], first?.['now']], [64, 20]);
    assert.deepEqual(parks({ resource: withField('externalId', { length: 20 }) }), [
      'campaign externalId field-shortened',
    ]);
  });

  it('tells a column and a field of one name apart', () => {
    assert.deepEqual(
      parks({
        table: withColumn('fax', { type: 'memo' }),
        resource: { ...resource, fields: without(resource.fields, 'fax') },
      }),
      ['campaign fax field-missing', 'dynamics fax column-type-changed'],
    );
  });

  it('parks when an enumeration no longer takes what the mapping writes: replacements, labels, the name for nothing', () => {
    const left = (path: string, ...values: string[]) => parks({ resource: withField(path, { values }) });
    assert.deepEqual(left('gender', 'unknown', 'female', 'other'), ['campaign gender enumeration-value-removed']);
    assert.deepEqual(left('gender', 'male', 'female', 'other'), ['campaign gender enumeration-value-removed']);
    assert.deepEqual(left('level', 'none', 'gold'), ['campaign level enumeration-value-removed']);
    assert.deepEqual(left('gender', 'unknown', 'male'), []);
    assert.deepEqual(left('level', 'none', 'gold', 'silver'), []);
    assert.deepEqual(left('level'), []);
  });

  it('only notes what appears', () => {
    const more = withColumn('gendercode', { options: options([1, 'Male'], [2, 'Female'], [3, 'Other']) });
    const now = { ...more, columns: { ...more.columns, shoe_size: column('shoe_size', 'integer') } };
    assert.deepEqual(found({ table: now, resource: withField('shoeSize', {}) }), {
      parks: [],
      notes: ['gendercode option-appeared', 'shoe_size column-appeared', 'shoeSize field-appeared'],
      first: undefined,
    });
    assert.deepEqual(
      found({ resource: withField('gender', { values: ['unknown', 'male', 'female', 'other', 'x'] }) }).parks,
      [],
    );
  });

  it('parks whenever the mapping could not be prepared again, or anything that it uses has another type', () => {
    const kinds = fc.constantFrom('string' as const, 'picklist' as const, 'lookup' as const, 'boolean' as const);
    const somehow = fc.record({
      columns: fc.subarray(Object.keys(table.columns)),
      kind: fc.option(kinds, { nil: undefined }),
      fields: fc.subarray(Object.keys(resource.fields)),
      length: fc.option(fc.nat(80), { nil: undefined }),
    });
    fc.assert(
      fc.property(somehow, ({ columns, kind, fields, length }) => {
        const nowColumns = columns.map((name) => ({
          ...(table.columns[name] ?? assert.fail()),
          ...(kind && { type: kind }),
        }));
        const nowFields = fields.map((path) => ({
          ...(resource.fields[path] ?? assert.fail()),
          ...(length && { length }),
        }));
        const nowTable = { ...table, columns: Object.fromEntries(nowColumns.map((one) => [one.name, one])) };
        const nowResource = { ...resource, fields: Object.fromEntries(nowFields.map((one) => [one.path, one])) };
        const { parks: told } = found({ table: nowTable, resource: nowResource });
        const retyped = nowColumns.some(({ name, type }) => name !== 'unused' && type !== table.columns[name]?.type);
        const unfit = mappingMistakes(plan.mapping, nowTable, nowResource, plan.parents).length > 0;
        if (retyped || unfit) assert.ok(told.length > 0);
        assert.equal(new Set(told).size, told.length);
      }),
      { numRuns: 500 },
    );
  });
});

describe('what changed between two plans', () => {
  const edited = (change: (mapping: TableMapping) => Partial<TableMapping>, now: Partial<LanePlan> = {}): LanePlan => ({
    ...plan,
    mapping: { ...plan.mapping, ...change(plan.mapping) },
    ...now,
  });
  const same = (now: Partial<LanePlan>) => edited(() => ({}), now);
  const told = (next: LanePlan, last = plan) =>
    changesSince(last, next).map(({ system, thing, code }) => `${system} ${thing} ${code}`);
  const memo = withColumn('lastname', { type: 'memo' });
  const shorter = withField('fax', { length: 20 });

  it('is told of what both mappings use, as while the workflow runs', () => {
    assert.deepEqual(told(same({})), []);
    assert.deepEqual(told(same({ table: withColumn('unused', { type: 'memo' }) })), []);
    assert.deepEqual(told(same({ table: memo, resource: shorter })), [
      'dynamics lastname column-type-changed',
      'campaign fax field-shortened',
    ]);
    assert.deepEqual(told(same({ table: withColumn('interests', { type: 'integer' }) })), [
      'dynamics interests column-type-changed',
    ]);
    assert.deepEqual(changesSince(plan, same({ table: memo })), planDrift(plan, memo, resource).parks);
  });

  it('is not told of a field mapping or a condition that is new, edited or gone', () => {
    const fields = (change: (one: TableMapping['fields'][number]) => TableMapping['fields']) =>
      edited((before) => ({ fields: before.fields.flatMap(change) }), { table: memo, resource: shorter });
    assert.deepEqual(told(fields((one) => (one.column === 'lastname' ? [] : [one]))), ['campaign fax field-shortened']);
    assert.deepEqual(told(fields((one) => (one.column === 'lastname' ? [{ ...one, field: 'seen' }] : [one]))), [
      'campaign fax field-shortened',
    ]);
    assert.deepEqual(told(fields((one) => (one.field === 'fax' ? [{ ...one, column: 'unused' }] : [one]))), [
      'dynamics lastname column-type-changed',
    ]);
    const table = withColumn('interests', { type: 'integer' });
    const filter = {
      join: 'and' as const,
      conditions: [{ column: 'interests', comparison: 'equals' as const, value: 3 }],
    };
    assert.deepEqual(told(edited(() => ({ filter }), { table })), []);
    assert.deepEqual(told(edited(() => ({ filter: null }), { table })), []);
  });

  it('is told although something else about the column was edited', () => {
    const replacements = [{ column: 'lastname', existingValue: 'a', newValue: 'b' }];
    const filter = {
      join: 'or' as const,
      conditions: [
        { column: 'fax', comparison: 'isNotEmpty' as const },
        ...(plan.mapping.filter ?? assert.fail()).conditions,
      ],
    };
    const table = { ...memo, columns: { ...memo.columns, interests: column('interests', 'integer') } };
    assert.deepEqual(told(edited(() => ({ replacements, filter }), { table })), [
      'dynamics lastname column-type-changed',
      'dynamics interests column-type-changed',
    ]);
  });

  it('passes once it is accepted, and nothing else does', () => {
    const next = same({ table: memo, resource: shorter });
    const [first, second] = changesSince(plan, next);
    const facts = ({ code, params, system }: NonNullable<typeof first>) => ({ code, params: { ...params }, system });
    const [changed, shortened] = [facts(first ?? assert.fail()), facts(second ?? assert.fail())];
    const once = accepting(plan, next, changed);
    assert.deepEqual(told(next, once), ['campaign fax field-shortened']);
    assert.deepEqual(told(next, accepting(once, next, shortened)), []);
    assert.deepEqual(told(plan, once), ['dynamics lastname column-type-changed'], 'a way back is a change, too');
    const others = [
      { ...changed, params: { ...changed.params, now: 'integer' } },
      { ...changed, code: 'column-missing' },
      { code: 'too-many-deletes', params: { mapping: 'contact', count: 200 } },
    ];
    for (const other of others) assert.equal(accepting(plan, next, other), plan);
  });

  it('is not forgotten while the thing is gone', () => {
    const gone = same({ table: { ...table, columns: without(table.columns, 'lastname') } });
    const { system, code, params } = planDrift(plan, gone.table, resource).parks[0] ?? assert.fail();
    const left = accepting(plan, gone, { system, code, params: { ...params } });
    assert.deepEqual(told(same({ table: memo }), left), ['dynamics lastname column-type-changed']);
  });
});

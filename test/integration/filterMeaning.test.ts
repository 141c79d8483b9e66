import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { FilterCondition, FilterGroup } from '../../src/core/config/ingress.js';
import { evaluateFilter } from '../../src/core/filter/evaluate.js';
import type { DynamicsTable } from '../../src/core/metadata.js';
import { type DataverseApi, dataverseApi, type Json } from '../support/dataverseApi.js';
import { type Sandbox, sandbox } from '../support/sandbox.js';
import { sandboxDynamics } from '../support/sandboxSystems.js';

/** The same question twice: as a filter of ours, and as the sandbox's `$filter` takes it. Neither is made of the other. */
interface Question<Ours = FilterCondition | FilterGroup> {
  readonly ours: Ours;
  readonly odata: string;
}

const people = 160;
/** Questions for each comparison of each column. */
const asked = 15;
/** Case and accents, texts within texts, characters that mean something in a pattern or a query. */
const texts =
  'Ada|ADA|ada lovelace|Éloïse|ÉLOÏSE|Eloise|Łódź|łódź|Straße|STRASSE|İstanbul|O\'Neil|100%|a_b|[a]|Ωmega|ωMEGA|\u212bngström|ångström|b | b|a"b|\u{1f600}|42'.split(
    '|',
  );
const options = [1, 2, 3, 4, 5];
const instants = ['1999-12-31T23:30:00Z', '2000-01-01T00:00:00Z', '2000-01-01T00:30:00Z', '2025-03-30T01:30:00Z'];
const days = ['1753-01-01', '1999-12-31', '2000-02-29', '2025-03-30'];

const orNull = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null, freq: 3 });
const contactOf = (accounts: readonly string[]) =>
  fc.record({
    lastname: orNull(fc.constantFrom(...texts)),
    description: orNull(fc.constantFrom(...texts, texts.join('\n'))),
    gendercode: orNull(fc.constantFrom(1, 2)),
    acme_interests: orNull(fc.uniqueArray(fc.constantFrom(...options), { minLength: 1 }).map(String)),
    acme_vip: orNull(fc.boolean()),
    birthdate: orNull(fc.constantFrom(...days)),
    acme_lastvisit: orNull(fc.constantFrom(...instants)),
    acme_nextappointment: orNull(fc.constantFrom(...instants)),
    annualincome: orNull(fc.constantFrom(0, 12.5, 12.51, 20_000)),
    acme_discount: orNull(fc.constantFrom(0, 0.1, 12.5, 99.99)),
    acme_engagement: orNull(fc.constantFrom(0, 0.1, 0.3, 1)),
    numberofchildren: orNull(fc.integer({ min: 0, max: 4 })),
    'parentcustomerid_account@odata.bind': orNull(fc.constantFrom(...accounts).map((id) => `/accounts(${id})`)),
  });

describe('filters mean what Dataverse means by them', function () {
  this.timeout(180_000);
  let own: Sandbox;
  let api: DataverseApi;
  let table: DynamicsTable;
  let rows: readonly Json[];
  let accounts: readonly string[];

  before(async () => {
    own = await sandbox();
    api = await dataverseApi(own.url());
    const dynamics = sandboxDynamics(own);
    table = await dynamics.metadata.readTable('contact');
    await dynamics.close();
    accounts = (await api.page('accounts?$select=accountid&$top=4')).value.map((row) => String(row['accountid']));
    const contacts = fc.sample(contactOf(accounts), people);
    await Promise.all(contacts.map((contact) => api.create(withoutBind(contact))));
    rows = (await api.all('contacts')).value;
    assert.equal(rows.length, people);
  });
  after(() => own.stop());

  /** Asks both, and compares whom they let through. */
  async function ask({ ours, odata }: Question): Promise<number> {
    const filter = 'conditions' in ours ? ours : { join: 'and' as const, conditions: [ours] };
    const passes = evaluateFilter(filter, table);
    const here = rows.filter(passes).map((row) => String(row['contactid']));
    const answer = await api.page(`contacts?$select=contactid&$filter=${encodeURIComponent(odata)}`);
    const there = new Set(answer.value.map((row) => String(row['contactid'])));
    const other = rows.filter((row) => passes(row) !== there.has(String(row['contactid'])));
    assert.deepEqual(other, [], `${JSON.stringify(ours)} and ${odata} differ`);
    return here.length;
  }

  it('in every comparison of every type', async () => {
    for (const column of columnsOf(accounts, rows))
      for (const comparison of column.comparisons) {
        const questions = fc.sample(conditionOn({ ...column, comparisons: [comparison] }), asked);
        let found = 0;
        for (const question of questions) found += await ask(question);
        assert.ok(found > 0, `${column.name} ${comparison} never finds anybody, which shows nothing`);
      }
  });

  it('in groups within groups, joined by And or Or', async () => {
    const conditions = fc.oneof(...columnsOf(accounts, rows).map(conditionOn));
    const { group } = fc.letrec<{ group: Question<FilterGroup> }>((tie) => ({
      group: fc
        .tuple(
          fc.constantFrom('and' as const, 'or' as const),
          fc.array(fc.oneof({ maxDepth: 3 }, { weight: 2, arbitrary: conditions }, tie('group')), {
            minLength: 1,
            maxLength: 3,
          }) as fc.Arbitrary<Question[]>,
        )
        .map(([join, entries]) => ({
          ours: { join, conditions: entries.map(({ ours }) => ours) },
          odata: `(${entries.map(({ odata }) => odata).join(` ${join} `)})`,
        })),
    }));
    await fc.assert(
      fc.asyncProperty(group, async (question) => {
        await ask(question);
      }),
      { numRuns: 300 },
    );
  });
});

/** What may be asked of one column. `written`: the ways in which a filter may write the value that OData has one way for. */
interface Column {
  readonly name: string;
  readonly property: string;
  readonly values: readonly Value[];
  readonly comparisons: readonly FilterCondition['comparison'][];
}
interface Value {
  readonly odata: string;
  readonly written: readonly (string | number | boolean)[];
}

const bare = ['isEmpty', 'isNotEmpty'] as const;
const equality = [...bare, 'equals', 'notEquals', 'in'] as const;
const order = [...equality, 'greater', 'greaterOrEqual', 'less', 'lessOrEqual'] as const;
const parts = [...equality, 'contains', 'beginsWith', 'endsWith'] as const;

function columnsOf(accounts: readonly string[], rows: readonly Json[]): Column[] {
  const number = (value: number): Value => ({ odata: String(value), written: [value, `${value}`, value.toFixed(4)] });
  const guid = (id: string): Value => ({ odata: id, written: [id, id.toUpperCase(), `{${id}}`] });
  const text = (value: string): Value => ({ odata: quoted(value), written: [value] });
  const day = (value: string): Value => ({ odata: value, written: [value, `${value}T00:00:00Z`] });
  const pieces = [...texts, 'a', 'A', 'é', 'E', 'ß', 'ss', 'Ω', 'b', '%', '_', 'ó', 'i', 'I', '4'].map(text);
  return [
    {
      name: 'lastname',
      property: 'lastname',
      values: [...pieces, { odata: "'42'", written: [42] }],
      comparisons: parts,
    },
    { name: 'description', property: 'description', values: [...pieces, text('\n')], comparisons: parts },
    { name: 'gendercode', property: 'gendercode', values: [1, 2, 7].map(number), comparisons: equality },
    {
      name: 'acme_vip',
      property: 'acme_vip',
      values: [true, false].map((value) => ({ odata: String(value), written: [value, String(value)] })),
      comparisons: equality,
    },
    { name: 'birthdate', property: 'birthdate', values: [...days, '2000-01-01'].map(day), comparisons: order },
    { name: 'acme_lastvisit', property: 'acme_lastvisit', values: instants.map(instant), comparisons: order },
    {
      name: 'acme_nextappointment',
      property: 'acme_nextappointment',
      values: instants.map((value) => ({ odata: value, written: [value, value.replace('Z', '+05:00')] })),
      comparisons: order,
    },
    { name: 'annualincome', property: 'annualincome', values: [0, 12.5, 20_000, 1e9].map(number), comparisons: order },
    { name: 'acme_discount', property: 'acme_discount', values: [0, 0.1, 99.99].map(number), comparisons: order },
    { name: 'acme_engagement', property: 'acme_engagement', values: [0.1, 0.3, 1].map(number), comparisons: order },
    { name: 'numberofchildren', property: 'numberofchildren', values: [0, 1, 2, 3].map(number), comparisons: order },
    {
      name: 'parentcustomerid',
      property: '_parentcustomerid_value',
      values: accounts.map(guid),
      comparisons: equality,
    },
    {
      name: 'contactid',
      property: 'contactid',
      values: rows.slice(0, 4).map((row) => guid(String(row['contactid']))),
      comparisons: ['isNotEmpty', 'equals', 'notEquals', 'in'],
    },
    {
      name: 'acme_interests',
      property: 'acme_interests',
      values: [],
      comparisons: [...bare, 'equals', 'notEquals', 'contains'],
    },
  ];
}

function conditionOn({ name, property, values, comparisons }: Column): fc.Arbitrary<Question<FilterCondition>> {
  if (name === 'acme_interests') return choicesOn(name, comparisons);
  const question = (comparison: FilterCondition['comparison'], odata: string, value?: FilterCondition['value']) => ({
    ours: { column: name, comparison, ...(value !== undefined && { value }) },
    odata,
  });
  const one = fc
    .constantFrom(...values)
    .chain((value) => fc.constantFrom(...value.written).map((written) => ({ ...value, written })));
  return fc.constantFrom(...comparisons).chain((comparison) => {
    if (comparison === 'isEmpty') return fc.constant(question(comparison, `${property} eq null`));
    if (comparison === 'isNotEmpty') return fc.constant(question(comparison, `${property} ne null`));
    if (comparison === 'in')
      return fc.array(one, { minLength: 1, maxLength: 3 }).map((several) => {
        const odata = several.map((value) => `${property} eq ${value.odata}`).join(' or ');
        return question(
          comparison,
          `(${odata})`,
          several.map(({ written }) => written),
        );
      });
    return one.map(({ odata, written }) => {
      const search = searches[comparison];
      return question(
        comparison,
        search === undefined
          ? `${property} ${operators[comparison] ?? ''} ${odata}`
          : `${search}(${property},${odata})`,
        written,
      );
    });
  });
}

/** Options of a column that takes several: any of them, or exactly these, in whatever order. */
function choicesOn(name: string, asks: Column['comparisons']): fc.Arbitrary<Question<FilterCondition>> {
  const contains = (option: number) =>
    `Microsoft.Dynamics.CRM.ContainValues(PropertyName='${name}',PropertyValues=['${option}'])`;
  const some = fc.uniqueArray(fc.constantFrom(...options), { minLength: 1, maxLength: 3 });
  return fc.tuple(fc.constantFrom(...asks), some, fc.nat(2)).map(([comparison, wanted, how]) => {
    const written = [wanted, wanted.map(String), wanted.join(', ')][how] ?? wanted;
    const exactly = options.map((option) => (wanted.includes(option) ? contains(option) : `not ${contains(option)}`));
    if (comparison === 'isEmpty') return { ours: { column: name, comparison }, odata: `${name} eq null` };
    if (comparison === 'isNotEmpty') return { ours: { column: name, comparison }, odata: `${name} ne null` };
    const same = `(${exactly.join(' and ')})`;
    const odata =
      comparison === 'contains'
        ? `(${wanted.map(contains).join(' or ')})`
        : comparison === 'equals'
          ? same
          : `not ${same}`;
    return { ours: { column: name, comparison, value: written }, odata };
  });
}

const operators: Partial<Record<FilterCondition['comparison'], string>> = {
  equals: 'eq',
  notEquals: 'ne',
  greater: 'gt',
  greaterOrEqual: 'ge',
  less: 'lt',
  lessOrEqual: 'le',
};
const searches: Partial<Record<FilterCondition['comparison'], string>> = {
  contains: 'contains',
  beginsWith: 'startswith',
  endsWith: 'endswith',
};

/** An instant may be written in any zone. */
function instant(utc: string): Value {
  const ms = Date.parse(utc);
  const inZone = (hours: number) =>
    new Date(ms + hours * 3_600_000)
      .toISOString()
      .replace('.000Z', `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:00`);
  const midnight = utc.endsWith('T00:00:00Z') ? [utc.slice(0, 10)] : [];
  return { odata: utc, written: [utc, inZone(5), inZone(-8), ...midnight] };
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** A lookup is left empty by leaving it out. */
const withoutBind = (contact: Json): Json =>
  Object.fromEntries(Object.entries(contact).filter(([name, value]) => value !== null || !name.includes('@')));

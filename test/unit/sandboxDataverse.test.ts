import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Values } from '../../sandbox/dataverse/column.js';
import { createEnvironment } from '../../sandbox/dataverse/environment.js';
import { generateRows } from '../../sandbox/dataverse/generate.js';
import { guidOf, indexOfGuid, readGuid } from '../../sandbox/dataverse/guid.js';
import { createLife } from '../../sandbox/dataverse/life.js';
import { preferencesOf } from '../../sandbox/dataverse/prefer.js';
import { readSkipToken, writeSkipToken } from '../../sandbox/dataverse/read/skipToken.js';
import { createRows } from '../../sandbox/dataverse/rows/rows.js';
import { createVersions } from '../../sandbox/dataverse/rows/versions.js';
import { linesOf, restore } from '../../sandbox/dataverse/state.js';
import { deltaPage } from '../../sandbox/dataverse/tracking/window.js';
import { scramble, unscramble } from '../../sandbox/shell/random.js';

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });

describe('the sandbox: Dataverse without a server', () => {
  it('scrambles numbers without losing one', () => {
    fc.assert(fc.property(uint32, (value) => assert.equal(unscramble(scramble(value)), value)));
  });

  it('finds the row behind each guid that it made', () => {
    fc.assert(
      fc.property(uint32, uint32, (index, series) => {
        const guid = guidOf(index, series);
        assert.equal(readGuid(guid), guid);
        assert.equal(indexOfGuid(guid, series), index);
        assert.match(guid, /^[0-9a-f]{8}-[0-9a-f]{4}-e[0-9a-f]11-[89ab][0-9a-f]{3}-000d3a[0-9a-f]{6}$/);
      }),
    );
  });

  it('draws people that fit their columns and that Campaign can take', () => {
    const environment = createEnvironment(7, { now: () => 0 });
    generateRows(environment, environment.contacts, 20_000);
    const { contacts } = environment;
    const seen = { nullGender: 0, inactive: 0, longest: 0, emails: new Set<unknown>() };
    for (let index = 0; index < contacts.rows.size(); index++) {
      for (const column of contacts.columns.values()) {
        const value = contacts.read(index, column.name);
        if (column.kind === 'String' && typeof value === 'string')
          assert.ok(value.length <= column.maxLength, `${column.name}: ${value}`);
      }
      const read = (name: string) => contacts.read(index, name);
      assert.ok(String(read('firstname')).length <= 30 && String(read('salutation')).length <= 20);
      const email = read('emailaddress1');
      if (email !== null) assert.match(String(email), /^[a-z]+(\.[a-z-]+)+[a-z0-9]*@[a-z]+(\.[a-z]+)+$/u);
      if (email !== null) assert.match(String(email), /(?:\.example|@example\.(?:com|net|org))$/u);
      seen.emails.add(email);
      if (read('gendercode') === null) seen.nullGender += 1;
      if (read('statecode') === 1) seen.inactive += 1;
      seen.longest = Math.max(seen.longest, String(read('lastname')).length);
    }
    assert.ok(seen.nullGender > 1_500 && seen.nullGender < 3_500);
    assert.ok(seen.inactive > 300 && seen.inactive < 1_200);
    assert.equal(seen.longest, 50);
    assert.ok(seen.emails.size > 18_500);
  });

  it('takes back a state of before there were other tables', () => {
    const environment = createEnvironment(7, { now: () => 0 });
    const life = createLife(
      () => environment,
      () => ({}),
    );
    generateRows(environment, environment.contacts, 20);
    const [head = '', ...lines] = linesOf(environment, life);
    const { schema: _schema, ...older } = JSON.parse(head) as Record<string, unknown>;
    const again = createEnvironment(7, { now: () => 0 });
    restore(again, life, [JSON.stringify(older), ...lines]);
    assert.equal(again.contacts.rows.live(), 20);
    assert.equal(again.tables.get('new_loyalty')?.rows.live(), 0);
  });

  it('reads Prefer in every writing', () => {
    const joined = preferencesOf('odata.track-changes, odata.maxpagesize=7,odata.include-annotations="*"');
    assert.deepEqual([joined.trackChanges, joined.pageSize, joined.annotates('anything.at.all')], [true, 7, true]);
    const some = preferencesOf(
      'odata.include-annotations="OData.Community.*,Microsoft.Dynamics.CRM.lookuplogicalname"; return=representation',
    );
    assert.deepEqual(
      [
        some.annotates('OData.Community.Display.V1.FormattedValue'),
        some.annotates('Microsoft.Dynamics.CRM.totalrecordcount'),
        some.representation,
      ],
      [true, false, true],
    );
    assert.equal(preferencesOf('odata.maxpagesize=99999').pageSize, 5_000);
  });

  it('takes back each paging token for its own query only', () => {
    const place = fc.record(
      {
        page: fc.nat(),
        reading: fc.constantFrom('rows', 'first', 'delta'),
        at: fc.nat(),
        from: fc.nat(),
        to: fc.nat(),
        since: fc.nat(),
        deletes: fc.boolean(),
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(place, fc.string(), (where, scope) => {
        const token = writeSkipToken(where, scope);
        assert.deepEqual(readSkipToken(token, scope), where);
        assert.throws(() => readSkipToken(token, `${scope}x`));
      }),
    );
  });

  it('leaves whoever follows its deltas with exactly the rows that are there', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('add' as const) }),
      fc.record({ kind: fc.constantFrom('change' as const, 'remove' as const, 'revive' as const), which: fc.nat() }),
      fc.record({
        kind: fc.constant('read' as const),
        pages: fc.integer({ min: 1, max: 4 }),
        size: fc.integer({ min: 1, max: 4 }),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const rows = createRows(1, createVersions());
        const follower = createFollower(rows);
        let value = 0;
        for (const todo of steps) {
          if (todo.kind === 'add') rows.add({ values: { value: ++value }, at: 1 });
          else if (todo.kind === 'read') follower.read(todo.pages, todo.size);
          else if (rows.size() > 0) {
            const index = todo.which % rows.size();
            const alive = rows.isLive(index);
            if (todo.kind === 'change' && alive) rows.change(index, { value: ++value }, 1);
            if (todo.kind === 'remove' && alive) rows.remove(index, 1);
            if (todo.kind === 'revive' && !alive) rows.add({ id: rows.id(index), values: { value: ++value }, at: 1 });
          }
        }
        follower.read(1_000, 3);
        follower.read(1_000, 3);
        const here = new Map<number, Values | undefined>();
        for (let index = 0; index < rows.size(); index++) if (rows.isLive(index)) here.set(index, rows.values(index));
        assert.deepEqual(new Map([...follower.copy].sort(([a], [b]) => a - b)), here);
      }),
      { numRuns: 300 },
    );
  });
});

/** Follows deltas as a client does: some pages of a window now, the rest later, from where it stopped. */
function createFollower(rows: ReturnType<typeof createRows>) {
  const copy = new Map<number, Values | undefined>();
  let position = 0;
  let open: { from: number; to: number; at: number; deletes: boolean } | undefined;
  const current = () => Math.max(0, ...Array.from({ length: rows.size() }, (_, index) => rows.version(index)));
  return {
    copy,
    read(pages: number, size: number) {
      open ??= { from: position, to: current(), at: position, deletes: false };
      for (let nth = 0; nth < pages && open; nth++) {
        const page: ReturnType<typeof deltaPage> = deltaPage(rows, open, size);
        for (const { index, deleted } of page.changes) {
          if (deleted) copy.delete(index);
          else copy.set(index, rows.values(index));
        }
        if (page.next) open = { ...open, ...page.next };
        else {
          position = open.to;
          open = undefined;
        }
      }
    },
  };
}

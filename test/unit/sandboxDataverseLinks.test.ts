import assert from 'node:assert/strict';
import fc from 'fast-check';
import { pointerOf } from '../../sandbox/dataverse/column.js';
import { changeRow } from '../../sandbox/dataverse/disturb.js';
import { createEnvironment, type Environment, tableOf } from '../../sandbox/dataverse/environment.js';
import { generateRows } from '../../sandbox/dataverse/generate.js';
import { createRandom } from '../../sandbox/shell/random.js';
import { removeRows } from '../../sandbox/dataverse/write/removal.js';

const chain = ['contact', 'new_loyalty', 'new_loyaltytransaction'] as const;
const lookups = { new_loyalty: 'new_contactid', new_loyaltytransaction: 'new_loyaltyid' } as const;

describe('the sandbox: links between tables', () => {
  it('never leaves a lookup that points to nothing, and moves the version of each row that it empties', () => {
    const step = fc.record({
      kind: fc.constantFrom('generate' as const, 'move' as const, 'remove' as const),
      table: fc.constantFrom(...chain),
      which: fc.nat(),
      count: fc.integer({ min: 1, max: 5 }),
    });
    const cascades = fc.boolean();
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), cascades, (steps, cascade) => {
        const environment = createEnvironment(3, { now: () => 1_000 });
        const behaviour = cascade ? { 'new_loyalty.new_contactid': 'Cascade' as const } : {};
        for (const { kind, table: name, which, count } of steps) {
          const table = tableOf(environment.tables, name);
          if (kind === 'generate') generateRows(environment, table, count);
          const live = liveOf(environment, name);
          if (live.length === 0) continue;
          if (kind === 'move' && name !== 'contact') {
            const index = live[which % live.length] ?? 0;
            changeRow(environment, table, index, { names: [lookups[name]], random: createRandom(which) });
          }
          if (kind === 'remove') {
            const gone = Array.from({ length: count }, (_, nth) => live[(which + nth) % live.length] ?? 0);
            const before = pictureOf(environment);
            removeRows(environment, behaviour, table, gone);
            checkEmptied(environment, before);
          }
        }
        for (const name of ['new_loyalty', 'new_loyaltytransaction'] as const) {
          for (const index of liveOf(environment, name)) assert.ok(!dangles(environment, name, index));
        }
      }),
      { numRuns: 150 },
    );
  });
});

function liveOf({ tables }: Environment, name: string): number[] {
  const { rows } = tableOf(tables, name);
  return Array.from({ length: rows.size() }, (_, index) => index).filter((index) => rows.isLive(index));
}

function dangles({ tables }: Environment, name: keyof typeof lookups, index: number): boolean {
  const pointer = pointerOf(tableOf(tables, name).read(index, lookups[name]));
  if (!pointer) return false;
  const { rows } = tableOf(tables, pointer.table);
  const place = rows.find(pointer.id);
  return place === undefined || !rows.isLive(place);
}

/** Of each child its link and its version. */
function pictureOf(environment: Environment) {
  return (['new_loyalty', 'new_loyaltytransaction'] as const).flatMap((name) => {
    const table = tableOf(environment.tables, name);
    return liveOf(environment, name).map((index) => ({
      name,
      index,
      link: table.read(index, lookups[name]),
      version: table.rows.version(index),
    }));
  });
}

function checkEmptied(environment: Environment, before: ReturnType<typeof pictureOf>): void {
  for (const { name, index, link, version } of before) {
    const table = tableOf(environment.tables, name);
    if (!table.rows.isLive(index)) continue;
    const now = table.read(index, lookups[name]);
    if (now === link) assert.equal(table.rows.version(index), version);
    else assert.ok(now === null && table.rows.version(index) > version);
  }
}

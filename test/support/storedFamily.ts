import type { ChunkProgress, KnownRecord, Outcome, ParentRef } from '../../src/core/lane.js';
import { type LanePlan, lanePlan as lanePlanSchema } from '../../src/core/lanePlan.js';
import { applyVersion } from '../../src/store/applied.js';
import { keepCheckpoint } from '../../src/store/checkpoint.js';
import { takeReader, takeWriter, type WriterHold } from '../../src/store/lanes.js';
import { readLedger } from '../../src/store/ledger.js';
import { tendLanes } from '../../src/store/tend.js';
import { type FreshStore, freshStore, instance, keyOf, lanePlan, putter, workflow, written } from './storedLane.js';

/** Which lanes a lane's links name, and what its settings are. */
export interface Kin {
  readonly parents?: readonly string[];
  readonly applyDeletes?: boolean;
  readonly waitingDays?: number;
}

/** One lane of a family, with its writer. */
export interface FamilyLane {
  readonly id: number;
  readonly writer: WriterHold;
  readonly put: ReturnType<typeof putter>;
  keep(outcomes: readonly Outcome[], chunk?: ChunkProgress): Promise<boolean>;
  /** What the store knows of the nth record. */
  known(index: number): Promise<KnownRecord | undefined>;
  /** Keys that are to be read again, as numbers, in order of their keys. */
  again(): Promise<number[]>;
}

export interface Family {
  readonly store: FreshStore;
  readonly fence: number;
  lane(name: string): FamilyLane;
  /** By a reader that takes the lanes anew, as after a start. */
  tendAnew(): ReturnType<typeof tendLanes>;
  tend(): ReturnType<typeof tendLanes>;
}

export function planOf(name: string, kin: Readonly<Record<string, Kin>>): LanePlan {
  const { parents = [], applyDeletes = true, waitingDays = 7 } = kin[name] ?? {};
  const fields = parents.map((parent) => ({ column: `_${parent}_value`, field: parent, parent, applyUpdates: true }));
  return lanePlanSchema.parse({
    ...lanePlan,
    mapping: { ...lanePlan.mapping, id: name, applyDeletes, fields: [...lanePlan.mapping.fields, ...fields] },
    parents: Object.fromEntries(parents.map((parent) => [parent, { table: parent, resource: parent }])),
    children: Object.keys(kin).filter((child) => kin[child]?.parents?.includes(name)),
    settings: { waitingDays },
  });
}

export const plansOf = (kin: Readonly<Record<string, Kin>>) =>
  Object.keys(kin).map((name) => ({ name, plan: planOf(name, kin), failure: null }));

/** Lanes that are linked with each other, held by one reader and a writer each. */
export async function storedFamily(kin: Readonly<Record<string, Kin>>): Promise<Family> {
  const store = await freshStore();
  const { db, sealer } = store;
  await applyVersion(db, instance, workflow, 1, plansOf(kin));
  const { fence } = await takeReader(db, instance, workflow);
  const lanes = new Map<string, FamilyLane>();
  for (const name of Object.keys(kin)) {
    const writer = await takeWriter(db, instance, workflow, name);
    if (!writer) throw new Error('the lane cannot be taken');
    lanes.set(name, {
      id: writer.lane,
      writer,
      put: putter(store, writer.lane, fence),
      keep: (outcomes, chunk) =>
        keepCheckpoint(db, sealer, writer, {
          outcomes,
          chunks: chunk ? [chunk] : [],
          engineCalls: { create: 0, read: 0, update: 0, delete: 0 },
        }),
      known: async (index) => (await readLedger(db, writer.lane, [keyOf(index)])).get(keyOf(index)),
      again: async () => {
        const rows = await db
          .selectFrom('again')
          .select('key')
          .where('lane', '=', writer.lane)
          .orderBy('key')
          .execute();
        return rows.map(({ key }) => Number(key.slice(-12)));
      },
    });
  }
  return {
    store,
    fence,
    lane(name) {
      const lane = lanes.get(name);
      if (!lane) throw new Error(`there is no lane ${name}`);
      return lane;
    },
    tendAnew: async () => tendLanes(db, instance, workflow, (await takeReader(db, instance, workflow)).fence),
    tend: () => tendLanes(db, instance, workflow, fence),
  };
}

/** The nth record waits for the mth of another lane. */
export const awaits = (
  index: number,
  chunk: number,
  lane: string,
  parent: number,
  more: Partial<Outcome> = {},
): Outcome => ({
  kind: 'waiting',
  chunk,
  key: keyOf(index),
  entry: null,
  missing: { lane, key: keyOf(parent) },
  ...more,
});

export const held = (index: number, chunk: number, more: Partial<Outcome> = {}): Outcome => ({
  kind: 'held',
  chunk,
  key: keyOf(index),
  entry: null,
  ...more,
});

export const deleted = (index: number, chunk: number, more: Partial<Outcome> = {}): Outcome =>
  written(index, chunk, { kind: 'deleted', entry: { hash: null, present: false }, ...more });

export const parentRef = (lane: string, index: number): ParentRef => ({ lane, key: keyOf(index) });

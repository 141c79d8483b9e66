import { randomBytes } from 'node:crypto';
import { applyVersion } from '../../src/store/applied.js';
import { type Database as Opened, openDatabase } from '../../src/store/database.js';
import { takeReader, takeWriter, type WriterHold } from '../../src/store/lanes.js';
import { enqueue } from '../../src/store/queue.js';
import type { Checkpoint, Enqueued, Outcome, Phase, Position, QueuedRecord, QueuePage } from '../../src/core/lane.js';
import { type LanePlan, lanePlan as lanePlanSchema } from '../../src/core/lanePlan.js';
import { column, field, mappingOf, resourceOf, tableOf } from '../unit/mappingFixtures.js';
import { endAfterTests } from './lifetime.js';
import { postgres } from './postgres.js';

export const lanePlan: LanePlan = lanePlanSchema.parse({
  version: 1,
  mapping: mappingOf([['lastname', 'lastName']]),
  table: tableOf(column('lastname', 'string')),
  resource: resourceOf(field('lastName', 'string')),
});

export const instance = 'demo';
export const workflow = 'ingress';

export const newKey = () => randomBytes(32).toString('base64');

export interface FreshStore extends Opened {
  /** Opens it as another process does. */
  again(): Promise<Opened>;
}

/** A fresh database with one instance. */
export async function freshStore(): Promise<FreshStore> {
  const { url } = await postgres();
  const key = newKey();
  const open = async () => {
    const opened = await openDatabase(url, key);
    return { ...opened, close: endAfterTests(() => opened.close()) };
  };
  const opened = await open();
  await opened.db.insertInto('instances').values({ id: instance, name: 'Demo', stage: 'dev' }).execute();
  return { ...opened, again: open };
}

export const arrange = ({ db }: Opened, ...names: string[]) =>
  applyVersion(
    db,
    instance,
    workflow,
    1,
    names.map((name) => ({ name, plan: lanePlan, failure: null })),
  );

/** One lane with its reader and its writer, as two processes have them. */
export interface HeldLane {
  readonly store: FreshStore;
  readonly id: number;
  readonly readerFence: number;
  readonly writer: WriterHold;
  readonly put: Put;
}

/** Puts chunks into the queue at the position that it left last; `next` is the phase of what follows. */
type Put = (phase: Phase, chunks: QueuePage['chunks'], next?: Phase, end?: boolean) => Promise<Enqueued>;

export async function heldLane(): Promise<HeldLane> {
  const store = await freshStore();
  await arrange(store, 'contact');
  const reader = await takeReader(store.db, instance, workflow);
  const writer = await takeWriter(store.db, instance, workflow, 'contact');
  if (!writer) throw new Error('the lane cannot be taken');
  return { store, id: writer.lane, readerFence: reader.fence, writer, put: putter(store, writer.lane, reader.fence) };
}

export function putter(store: Opened, lane: number, fence: number, positionNumber = 0): Put {
  let at = positionNumber;
  return async (phase, chunks, next = 'changes', end = next === 'changes') => {
    const page = { phase, chunks, next: positionOf(next, `link ${at + 1}`), end };
    const done = await enqueue(store.db, store.sealer, lane, fence, at, page);
    if (done.kind === 'moved') at = done.positionNumber;
    return done;
  };
}

export const positionOf = (phase: Phase, link: string): Position => ({ phase, link, properties: ['lastname'] });

/** The key of the nth contact. */
export const keyOf = (index: number) => `0c0ffee0-0000-e711-a94e-${String(index).padStart(12, '0')}`;

export const contact = (index: number, lastname = 'Doe'): QueuedRecord => [
  keyOf(index),
  { contactid: keyOf(index), lastname },
];

export const contacts = (count: number, from = 0) => Array.from({ length: count }, (_, index) => contact(from + index));

export const written = (index: number, chunk: number, more: Partial<Outcome> = {}): Outcome => ({
  kind: 'inserted',
  chunk,
  key: keyOf(index),
  entry: { hash: Buffer.from([index & 255, chunk & 255]), present: true },
  ...more,
});

export const refused = (index: number, chunk: number): Outcome =>
  written(index, chunk, {
    kind: 'rejected',
    entry: { hash: null, present: false },
    rejection: { code: 'campaign-enumeration', params: { field: 'gender' }, row: { lastname: 'Quillfeather' } },
  });

/** A checkpoint of outcomes, and of one chunk's progress. */
export const checkpointOf = (
  outcomes: readonly Outcome[],
  chunk?: { number: number; done: number[]; open: number; phase?: Phase },
): Checkpoint => ({
  outcomes,
  chunks: chunk ? [{ phase: 'changes', ...chunk, done: Uint8Array.from(chunk.done) }] : [],
  engineCalls: { create: outcomes.length, read: 0, update: 0, delete: 0 },
});

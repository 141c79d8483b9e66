import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { sql } from 'kysely';
import type { Chunk, Enqueued, Phase, QueuedRecord, QueuePage } from '../core/lane.js';
import type { Db } from './database.js';
import type { Sealer } from './encryption.js';
import type { WriterHold } from './lanes.js';
import { concludeLoad, type LaneState, loadChunksOpen } from './laneState.js';
import { packBufferBytes, unpackBufferBytes } from './limits.js';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/**
 * Puts a page into the queue and moves the position, in one transaction, if the position is still `positionNumber` and the
 * reader's fence still counts: a page enters the queue once, whatever is repeated.
 */
export async function enqueue(
  db: Db,
  sealer: Sealer,
  lane: number,
  fence: number,
  positionNumber: number,
  page: QueuePage,
): Promise<Enqueued> {
  const chunks = await packAll(page.chunks);
  const records = recordsOf(page.chunks);
  const ofLoad = page.phase !== 'changes';
  return db.transaction().execute(async (tx) => {
    // Locked first: a statement that waits for a checkpoint's lock would not see that it finished the last chunk of a load.
    const before = await tx
      .selectFrom('lanes')
      .select(passedAt)
      .where('id', '=', lane)
      .forNoKeyUpdate()
      .executeTakeFirst();
    const moved = await tx
      .updateTable('lanes')
      .set((row) => ({
        position: JSON.stringify(page.next),
        position_number: row('position_number', '+', 1),
        position_at: sql<Date>`clock_timestamp()`,
        ...passing(page),
        next_number: row('next_number', '+', chunks.length),
        read: row('read', '+', records),
        load_read: row('load_read', '+', ofLoad ? records : 0),
        state: sql<LaneState>`case when lanes.state = 'parked' then 'parked'
          when ${page.next.phase} <> 'changes' or ${ofLoad && chunks.length > 0}
            or lanes.state <> 'live' and ${loadChunksOpen} then 'loading' else 'live' end`,
      }))
      .where('id', '=', lane)
      .where('reader_fence', '=', fence)
      .where('position_number', '=', positionNumber)
      .returning(['next_number', 'state', served])
      .executeTakeFirst();
    if (!moved) return { kind: 'stale' };
    if (ofLoad && moved.state === 'live') await concludeLoad(tx, lane);
    const first = moved.next_number - chunks.length;
    await insertChunks(tx, sealer, { lane, first, phase: page.phase, passedAt: before?.passedAt ?? null }, chunks);
    return { kind: 'moved', positionNumber: positionNumber + 1, served: moved.served };
  });
}

/**
 * When the last reading of changes up to the end was begun: no later than the page before its first one. Pages of one reading tell
 * of one moment; the end of a load tells nothing, because what changed meanwhile is yet to be read.
 */
function passing({ phase, next, end }: QueuePage) {
  const begun = sql<Date | null>`coalesce(lanes.reading_since, lanes.position_at)`;
  const over = next.phase === 'changes' && (end || phase !== 'changes');
  return {
    reading_since: over ? null : begun,
    ...(phase === 'changes' && end && { passed_at: begun }),
  };
}

/** As PostgreSQL writes it: a `Date` has no microseconds. */
export const passedAt = sql<string | null>`passed_at::text`.as('passedAt');

/** Whether a writer has the lane and will see what comes. */
export const served = sql<boolean>`coalesce(writer_lease_until > clock_timestamp(), false)`.as('served');

/** A chunk made ready for its row. */
interface Packed {
  readonly bytes: Buffer;
  readonly keys: readonly string[];
  /** Those of them that are gone, or were never seen. */
  readonly gone: readonly string[];
}

export const recordsOf = (chunks: QueuePage['chunks']): number =>
  chunks.reduce((sum, records) => sum + records.length, 0);

/** Done before a transaction begins: it takes time, and no lock is held meanwhile. */
export const packAll = (chunks: QueuePage['chunks']): Promise<Packed[]> =>
  Promise.all(
    chunks.map(async (records) => ({
      bytes: await pack(records),
      keys: records.map(([key]) => key),
      gone: records.flatMap(([key, row]) => (row === null ? [key] : [])),
    })),
  );

/** Where chunks come to stand. */
interface Place {
  readonly lane: number;
  /** Number of the first of them. */
  readonly first: number;
  readonly phase: Phase;
  /** Up to when the lane had been followed before them. */
  readonly passedAt: string | null;
}

/** Inserts chunks, and tells the lane's writer. */
export async function insertChunks(
  tx: Db,
  sealer: Sealer,
  { lane, first, phase, passedAt: passed_at }: Place,
  chunks: readonly Packed[],
): Promise<void> {
  for (const [index, { bytes, keys, gone }] of chunks.entries()) {
    const number = first + index;
    const payload = sealer.seal(bytes, chunkContext(lane, number));
    const row = { lane, number, phase, records: keys.length, open: keys.length, keys: [...keys], payload, passed_at };
    // What the delete brake counts: most tables tell of deletes of records that no filter ever let pass.
    const deletes = sql<number>`(
      select count(*) from records where lane = ${lane} and key = any(${gone}::uuid[]) and present
    )`;
    await tx
      .insertInto('chunks')
      .values({ ...row, deletes: gone.length > 0 ? deletes : 0, queued_at: sql`clock_timestamp()` })
      .execute();
  }
  if (chunks.length > 0) await sql`select pg_notify('passerelle_queue', ${String(lane)})`.execute(tx);
}

/** The lane's next chunk after `number`, opened; null when there is none. */
export async function nextChunk(db: Db, sealer: Sealer, lane: number, number: number): Promise<Chunk | null> {
  const row = await db
    .selectFrom('chunks')
    .select(['number', 'phase', 'tries', 'done', 'payload', 'records'])
    .where('lane', '=', lane)
    .where('number', '>', number)
    .orderBy('number')
    .limit(1)
    .executeTakeFirst();
  if (!row) return null;
  const records = await unpack(sealer.open(row.payload, chunkContext(lane, row.number)));
  return {
    number: row.number,
    phase: row.phase,
    tries: row.tries,
    records,
    done: row.done ?? new Uint8Array(Math.ceil(row.records / 8)),
  };
}

/** Those of `keys` of which a later chunk than `number` has a version. Looks through all keys that are queued: for few keys, seldom. */
export async function queuedLater(
  db: Db,
  lane: number,
  number: number,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ key: string }>`
    select distinct queued.key from chunks c cross join lateral unnest(c.keys) as queued (key)
    where c.lane = ${lane} and c.number > ${number} and queued.key = any(${keys}::uuid[])`.execute(db);
  return new Set(rows.map(({ key }) => key));
}

/** Remembers that a chunk could not be finished although its neighbours' system answered. */
export async function countTry(db: Db, hold: WriterHold, number: number): Promise<void> {
  await db
    .updateTable('chunks')
    .set((row) => ({ tries: row('tries', '+', 1) }))
    .where('lane', '=', hold.lane)
    .where('number', '=', number)
    .where(({ exists, selectFrom }) =>
      exists(selectFrom('lanes').select('id').where('id', '=', hold.lane).where('writer_fence', '=', hold.fence)),
    )
    .execute();
}

const chunkContext = (lane: number, number: number) => `chunk:${lane}:${number}`;

function pack(records: readonly QueuedRecord[]): Promise<Buffer> {
  return compress(Buffer.from(JSON.stringify(records)), { level: 1, chunkSize: packBufferBytes });
}

async function unpack(bytes: Buffer): Promise<QueuedRecord[]> {
  return JSON.parse((await decompress(bytes, { chunkSize: unpackBufferBytes })).toString()) as QueuedRecord[];
}

import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { sql } from 'kysely';
import type { Chunk, Enqueued, QueuedRecord, QueuePage } from '../core/lane.js';
import type { Db } from './database.js';
import type { Sealer } from './encryption.js';
import type { WriterHold } from './lanes.js';
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
  const count = page.chunks.length;
  const records = page.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const packed = await Promise.all(page.chunks.map((chunk) => pack(chunk)));
  return db.transaction().execute(async (tx) => {
    // Locked first: a statement that waits for a checkpoint's lock would not see that it finished the last chunk of a load.
    await sql`select from lanes where id = ${lane} for update`.execute(tx);
    const moved = await tx
      .updateTable('lanes')
      .set((row) => ({
        position: JSON.stringify(page.next),
        position_number: row('position_number', '+', 1),
        position_at: sql<Date>`clock_timestamp()`,
        next_number: row('next_number', '+', count),
        read: row('read', '+', records),
        load_read: row('load_read', '+', page.phase === 'load' ? records : 0),
        state: sql<'loading' | 'live'>`case when lanes.state = 'parked' then 'parked'
          when ${page.next.phase} = 'load' or ${page.phase === 'load' && count > 0} or lanes.state = 'loading'
            and exists (select from chunks where chunks.lane = lanes.id and chunks.phase = 'load') then 'loading' else 'live' end`,
      }))
      .where('id', '=', lane)
      .where('reader_fence', '=', fence)
      .where('position_number', '=', positionNumber)
      .returning(['next_number', sql<boolean>`coalesce(writer_lease_until > clock_timestamp(), false)`.as('served')])
      .executeTakeFirst();
    if (!moved) return { kind: 'stale' };
    const first = moved.next_number - count;
    if (count > 0) {
      const rows = page.chunks.map((chunk, index) => ({
        lane,
        number: first + index,
        phase: page.phase,
        records: chunk.length,
        open: chunk.length,
        payload: sealer.seal(packed[index] ?? Buffer.alloc(0), chunkContext(lane, first + index)),
      }));
      for (const row of rows) await tx.insertInto('chunks').values(row).execute();
      await sql`select pg_notify('passerelle_queue', ${String(lane)})`.execute(tx);
    }
    return { kind: 'moved', positionNumber: positionNumber + 1, served: moved.served };
  });
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

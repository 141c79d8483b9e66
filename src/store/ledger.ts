import { sql } from 'kysely';
import type { LedgerEntry } from '../core/lane.js';
import type { Db } from './database.js';

/** The entries of `keys` that exist. */
export async function readLedger(db: Db, lane: number, keys: readonly string[]): Promise<Map<string, LedgerEntry>> {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<LedgerEntry & { key: string }>`
    select key, number, hash, present from records where lane = ${lane} and key = any(${keys}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.key, row]));
}

import { sql } from 'kysely';
import type { Db } from './database.js';

/** What the ledger knows of one record. */
export interface LedgerEntry {
  /** Number of the chunk that held the last version written. */
  readonly number: number;
  /** Keyed hash of what updates of that version would send; null when unknown or in doubt. */
  readonly hash: Buffer | null;
  /** Whether the record is in the destination now. */
  readonly present: boolean;
}

/** The entries of `keys` that exist. */
export async function readLedger(db: Db, lane: number, keys: readonly string[]): Promise<Map<string, LedgerEntry>> {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<LedgerEntry & { key: string }>`
    select key, number, hash, present from records where lane = ${lane} and key = any(${keys}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.key, row]));
}

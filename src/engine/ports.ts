import type { Checkpoint, Chunk, Enqueued, LedgerEntry, Position, QueuePage } from '../core/lane.js';

export type * from '../core/ports.js';

/** What a writer needs of the store, for the one lane that it owns. Throws PassesByItself when the store is away. */
export interface WriterStore {
  /** The lane's next chunk after `number`. */
  next(number: number): Promise<Chunk | null>;
  ledger(keys: readonly string[]): Promise<Map<string, LedgerEntry>>;
  /** Keyed hash. */
  hash(text: string): Uint8Array;
  /** @returns false when a later owner has the lane */
  keep(checkpoint: Checkpoint): Promise<boolean>;
  countTry(chunk: number): Promise<void>;
  /** Renews the lease; false when a later owner has the lane. */
  renew(): Promise<boolean>;
  /** Calls back when chunks may have come; returns the way to end it. */
  onQueued(heard: () => void): () => void;
}

/** What the reader needs of the store, for one lane. */
export interface ReaderStore {
  enqueue(positionNumber: number, page: QueuePage): Promise<Enqueued>;
  /** The source forgot the position. @returns false when a later owner has the lane */
  forgetPosition(): Promise<boolean>;
  expectLoad(records: number): Promise<void>;
  /** The position as it stands now, or null when a later owner has the lane. */
  look(): Promise<{ position: Position | null; positionNumber: number } | null>;
}

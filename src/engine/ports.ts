import type {
  Checkpoint,
  Chunk,
  DeleteCounts,
  Enqueued,
  EnqueuedAgain,
  KnownRecord,
  ParentRef,
  QueuePage,
  ReaderStand,
} from '../core/lane.js';

export type * from '../core/ports.js';

/** What a writer needs of the store, for the one lane that it owns. Throws PassesByItself when the store is away. */
export interface WriterStore {
  /** The lane's next chunk after `number`. */
  next(number: number): Promise<Chunk | null>;
  /** What is known of `keys`; those that nothing is known of are left out. */
  ledger(keys: readonly string[]): Promise<Map<string, KnownRecord>>;
  /** Those of `parents` that are not in Campaign now, or about to be deleted. */
  absent(parents: readonly ParentRef[]): Promise<ParentRef[]>;
  /** Those of `keys` of which a later chunk than `number` has a version. */
  queuedLater(number: number, keys: readonly string[]): Promise<ReadonlySet<string>>;
  deletes(): Promise<DeleteCounts>;
  /** A former owner's last calls for these may land yet: their hashes are cleared now, and they are compared again later. */
  doubt(keys: readonly string[]): Promise<void>;
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
  /** Where the lane stands now, or null when a later owner has it. */
  look(): Promise<ReaderStand | null>;
  /** Up to `limit` keys of records that are to be read again. */
  again(limit: number): Promise<readonly string[]>;
  /**
   * Puts records that were read again into the queue as changes, in one transaction with the end of that wish. The position stays, and gets
   * another number: a page that was asked for before must not come behind them. `keys`: those that were asked for.
   * @returns null when a later owner has the lane
   */
  enqueueAgain(keys: readonly string[], chunks: QueuePage['chunks']): Promise<EnqueuedAgain | null>;
}

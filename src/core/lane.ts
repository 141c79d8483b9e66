/** The things that a lane is made of, shared by the engine that moves them and the store that keeps them. */

/** A raw row of the source; untrusted. */
export type SourceRow = Readonly<Record<string, unknown>>;

/** One record in the queue: its key and its raw row; null stands for "deleted at the source". */
export type QueuedRecord = readonly [key: string, row: SourceRow | null];

/** `load`: the first read of a whole table, every key once. `changes`: what changed since, versions in order. */
export type Phase = 'load' | 'changes';

/** Where a lane stands in its source. Links are opaque and followed verbatim. */
export interface Position {
  readonly phase: Phase;
  readonly link: string;
  /** Properties that the rows behind this link carry. */
  readonly properties: readonly string[];
}

/** Up to 500 records that one read put into the queue together; numbers rise within a lane. */
export interface Chunk {
  readonly number: number;
  readonly phase: Phase;
  /** How often in a row nothing of it could be done although the destination answered reads. */
  readonly tries: number;
  readonly records: readonly QueuedRecord[];
  /** One bit per record, set when it is done. */
  readonly done: Uint8Array;
}

/** What the ledger knows of one record. */
export interface LedgerEntry {
  /** Number of the chunk that held the last version written. */
  readonly number: number;
  /** Keyed hash of what updates of that version would send; null when unknown or in doubt. */
  readonly hash: Uint8Array | null;
  /** Whether the record is in the destination now. */
  readonly present: boolean;
}

export type OutcomeKind = 'inserted' | 'updated' | 'unchanged' | 'suppressed' | 'deleted' | 'dropped' | 'rejected';

/** What became of one record. */
export interface Outcome {
  readonly kind: OutcomeKind;
  readonly chunk: number;
  readonly key: string;
  /** New ledger entry; null leaves the ledger as it is. */
  readonly entry: Omit<LedgerEntry, 'number'> | null;
  readonly rejection?: Rejection;
}

/** Why the destination refuses a record for good, and the row, for a later retry. */
export interface Rejection {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly row: SourceRow | null;
}

/** How far a chunk is; `open` 0 means finished. */
export interface ChunkProgress {
  readonly number: number;
  readonly phase: Phase;
  readonly done: Uint8Array;
  readonly open: number;
}

/** What a writer has done since its last checkpoint; kept in one transaction. */
export interface Checkpoint {
  readonly outcomes: readonly Outcome[];
  readonly chunks: readonly ChunkProgress[];
  /** Calls made to Campaign. */
  readonly engineCalls: number;
}

/** What one read puts into the queue: its chunks, and the position after them. */
export interface QueuePage {
  readonly phase: Phase;
  readonly chunks: readonly (readonly QueuedRecord[])[];
  readonly next: Position;
}

/**
 * `moved`: in the queue, position moved; `served` says that a writer has the lane and will see the chunks.
 * `stale`: another reader has the lane, or this page was enqueued before (its answer was lost): look at the position again.
 */
export type Enqueued =
  | { readonly kind: 'moved'; readonly positionNumber: number; readonly served: boolean }
  | { readonly kind: 'stale' };

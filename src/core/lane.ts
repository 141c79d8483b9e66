/** The things that a lane is made of, shared by the engine that moves them and the store that keeps them. */

/** A raw row of the source; untrusted. */
export type SourceRow = Readonly<Record<string, unknown>>;

/** One record in the queue: its key and its raw row; null stands for "deleted at the source". */
export type QueuedRecord = readonly [key: string, row: SourceRow | null];

/**
 * `load`: a read of a whole table, every key once. `replay`: the same, asked for by a person: compared with what Campaign really holds.
 * `changes`: what changed since, and records that were read again by key, versions in order.
 */
export type Phase = 'load' | 'replay' | 'changes';

/** A record of another lane that must be in Campaign first. */
export interface ParentRef {
  readonly lane: string;
  readonly key: string;
}

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
  /**
   * Keyed hash of what updates of that version would send; empty when Campaign was asked and does not have the record; null when unknown or
   * in doubt.
   */
  readonly hash: Uint8Array | null;
  /** Whether the record is in the destination now. */
  readonly present: boolean;
}

/** What the ledger and its neighbours know of one record; of an unknown one too: number 0, not present. */
export interface KnownRecord extends LedgerEntry {
  /** An earlier version waits for its parent. */
  readonly waiting: boolean;
  /** A delete of it is held back until its children's lanes have caught up; `ripe`: it may be done now. */
  readonly pendingDelete: 'held' | 'ripe' | null;
  /** A call of unknown outcome may land yet; the record is read again once it cannot. */
  readonly inDoubt: boolean;
}

/**
 * `deletedFiltered`: deleted because the filter leaves it out. `filteredOut`, `gone`: the filter leaves it out, or Dynamics no longer has it, and
 * nothing was deleted for that. `dropped`: this version concludes nothing. `waiting`: its parent is not in Campaign. `held`: its delete waits
 * for the lanes of its children.
 */
export type OutcomeKind =
  | 'inserted'
  | 'updated'
  | 'unchanged'
  | 'suppressed'
  | 'deleted'
  | 'deletedFiltered'
  | 'filteredOut'
  | 'gone'
  | 'dropped'
  | 'rejected'
  | 'waiting'
  | 'held';

/** What became of one record. */
export interface Outcome {
  readonly kind: OutcomeKind;
  readonly chunk: number;
  readonly key: string;
  /**
   * New ledger entry; null leaves the ledger as it is. Its hash counts only when Campaign was asked about this version, or refused it: in other
   * cases the ledger keeps its own, which may have been cleared since this version was planned.
   */
  readonly entry: Omit<LedgerEntry, 'number'> | null;
  readonly rejection?: Rejection;
  /** Campaign was asked, and does not have the record. */
  readonly absent?: true;
  /** With `waiting`: the first parent that is not there. */
  readonly missing?: ParentRef;
  /** An older version than one that is known: nothing is concluded of the record. */
  readonly superseded?: true;
  /** Concludes an earlier version that waited, or a delete that was held. */
  readonly settles?: true;
  /** A call for it was cut off and may land yet: it is to be compared again. */
  readonly doubtful?: true;
}

/** Why the destination refuses a record for good, and the row as it was, for a person to look at. */
export interface Rejection {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly row: SourceRow | null;
}

/** What became of a record, as far as the brake on rejected records needs it: why it was rejected, or null. */
export type RecentOutcome = Pick<Rejection, 'code' | 'params'> | null;

/** What a call to Campaign is for; each is billed as one engine call. */
export type CallKind = 'create' | 'read' | 'update' | 'delete';
export type EngineCalls = Readonly<Record<CallKind, number>>;

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
  readonly engineCalls: EngineCalls;
}

/** What one read puts into the queue: its chunks, and the position after them. */
export interface QueuePage {
  readonly phase: Phase;
  readonly chunks: readonly (readonly QueuedRecord[])[];
  readonly next: Position;
  /** Nothing more is to be read at the moment. */
  readonly end: boolean;
}

/**
 * `moved`: in the queue, position moved; `served` says that a writer has the lane and will see the chunks.
 * `stale`: another reader has the lane, or this page was enqueued before (its answer was lost): look at the position again.
 */
export type Enqueued =
  | { readonly kind: 'moved'; readonly positionNumber: number; readonly served: boolean }
  | { readonly kind: 'stale' };

export type EnqueuedAgain = Omit<Extract<Enqueued, { kind: 'moved' }>, 'kind'>;

/** How many deletes of a lane count for its brake (records). */
export interface DeleteCounts {
  /** Done in the last 24 hours, but for those under a confirmation that is over. */
  readonly recent: number;
  /** Held back for the children's lanes. */
  readonly held: number;
  /** Deleted records that stand in the queue and were in Campaign when they came. */
  readonly queued: number;
  /** Records that are in Campaign now. */
  readonly present: number;
  /** A person has confirmed that so many may be deleted in these 24 hours. */
  readonly confirmed: number;
}

/** Where a lane's reader stands; `reread` says what a read without a position is. */
export interface ReaderStand {
  readonly position: Position | null;
  readonly positionNumber: number;
  readonly reread: 'load' | 'replay';
}

/** What a lane wants of its reader besides the next poll. */
export interface LaneNeeds {
  readonly lane: string;
  readonly positionNumber: number;
  /** Records are to be read again by key. */
  readonly again: boolean;
  /** Records that stand in the queue. */
  readonly backlog: number;
  /** A writer has the lane. */
  readonly served: boolean;
  /** The reading that it stands at was begun long ago: it is to go on whatever stands in the queue, before the source forgets the position. */
  readonly old: boolean;
  /** Records of other lanes wait for records of this one, or deletes for a read of it: poll it often. */
  readonly awaited: boolean;
  /** The mapping whose first load must be written before this lane's may begin. */
  readonly behind: string | null;
}

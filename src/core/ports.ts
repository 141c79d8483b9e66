import type { CallKind, Position, QueuedRecord, SourceRow } from './lane.js';
import type { CampaignResource, DynamicsTable } from './metadata.js';

export interface SourcePage {
  readonly records: readonly QueuedRecord[];
  readonly next: Position;
  /** More can be read at once; false: the end is reached, poll later. */
  readonly more: boolean;
}

export interface ReadRequest {
  readonly table: DynamicsTable;
  /** Null: begin a first load. */
  readonly position: Position | null;
  /** Properties wanted, used when a first load begins. */
  readonly properties: readonly string[];
  /** Ask for display values beside technical ones, and for the table that a lookup points to. */
  readonly displayValues: boolean;
  /** What a read without a position is; a load where it is not said. */
  readonly reread?: 'load' | 'replay';
}

/**
 * The system that records come from. Every method throws PassesByItself, CannotGoOn or, where said, PositionLost.
 * Each call waits for the limiter's permission and obeys `signal`.
 */
export interface Source {
  /** @throws PositionLost when the link is too old */
  read(request: ReadRequest, signal: AbortSignal): Promise<SourcePage>;
  /** The rows that exist now among `keys` (at most 400), keyed by id. Those absent are gone. */
  byKeys(
    table: DynamicsTable,
    keys: readonly string[],
    properties: readonly string[],
    displayValues: boolean,
    signal: AbortSignal,
  ): Promise<Map<string, SourceRow>>;
  /** About how many records the table holds (may be a day old); null when the system does not say. */
  size(table: DynamicsTable, signal: AbortSignal): Promise<number | null>;
}

export interface TablePageRequest {
  readonly table: DynamicsTable;
  readonly properties: readonly string[];
  readonly displayValues: boolean;
  /** Rows wanted at most. */
  readonly records: number;
  /** Where the last page ended; null: the first page. */
  readonly link: string | null;
}

export interface TablePage {
  readonly records: readonly (readonly [key: string, row: SourceRow])[];
  /** Null: the end is reached. */
  readonly next: string | null;
}

/** The source's tables as they are now, without change tracking. */
export interface TableWalk {
  /** @throws PositionLost when the link is not taken any more; PassesByItself, CannotGoOn */
  page(request: TablePageRequest, signal: AbortSignal): Promise<TablePage>;
}

/** A Campaign record as read: its nested body, and the reference by which this conversation may change it. */
export interface StoredRecord {
  readonly body: Readonly<Record<string, unknown>>;
  /** Never kept, logged or sent anywhere but back to Campaign. */
  readonly ref: string;
}

export interface KeyLookup {
  readonly resource: CampaignResource;
  readonly field: string;
  readonly by: { by: 'path' } | { by: 'filter'; filter: string; parameter: string };
}

export type CreateOutcome = 'created' | 'exists';

/**
 * The system that records go to. Throws PassesByItself (with `outcomeUnknown` where a write may have landed),
 * RecordRefused or CannotGoOn. Each call waits for the limiter's permission; `gate` is asked in the same tick in which the
 * request goes out and throws when the caller has lost its lease, so that nothing is sent by a former owner.
 */
export interface Destination {
  create(lookup: KeyLookup, key: string, body: Record<string, unknown>, gate: Gate): Promise<CreateOutcome>;
  find(lookup: KeyLookup, key: string, gate: Gate): Promise<StoredRecord | null>;
  /** @returns false when the record is no longer there */
  patch(stored: StoredRecord, body: Record<string, unknown>, gate: Gate): Promise<boolean>;
  /**
   * Changes the record with this key without a look at it first.
   * @returns false when there is none; null when no way to it is known without a look, and nothing was changed
   */
  patchUnseen(lookup: KeyLookup, key: string, body: Record<string, unknown>, gate: Gate): Promise<boolean | null>;
  /** @returns false when the record was already gone */
  remove(stored: StoredRecord, gate: Gate): Promise<boolean>;
}

export interface ResourcePage {
  /** Nested bodies, as `find` gives them. */
  readonly bodies: readonly Readonly<Record<string, unknown>>[];
  /** Null: the end is reached. */
  readonly next: string | null;
}

/** The records of the destination's resources, whoever wrote them, page by page in the destination's own order. */
export interface ResourceWalk {
  /**
   * @param link where the last page ended; null: the first page
   * @throws PositionLost when the link is not taken any more; PassesByItself, CannotGoOn
   */
  page(resource: CampaignResource, link: string | null, records: number, gate: Gate): Promise<ResourcePage>;
}

export interface Gate {
  readonly signal: AbortSignal;
  /** Throws when sending is no longer allowed. A call to Campaign that goes out says what it is for. */
  check(call?: CallKind): void;
}

/** Monotonic and wall time, so that a simulation can run the engine in virtual time. */
export interface Clock {
  /** Wall clock, ms since the epoch. */
  now(): number;
  /** Monotonic, ms. */
  monotonic(): number;
  /** Ends early, without an error, when one of the signals aborts. */
  sleep(ms: number, ...wakers: readonly AbortSignal[]): Promise<void>;
}

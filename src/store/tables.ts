import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from 'kysely';
import type { OutcomeKind, Phase, Position, RecentOutcome } from '../core/lane.js';
import type { WorkflowName, SystemName } from '../core/names.js';
import type { TableMapping } from '../core/config/ingress.js';
import type { LanePlan } from '../core/lanePlan.js';
import type { ProblemFacts } from '../core/problems/problem.js';

type Json<T> = JSONColumnType<T & object>;
type NullableJson<T> = ColumnType<T | null, string | null, string | null>;
type Now = ColumnType<Date, Date | undefined, Date>;

interface Instances {
  id: string;
  name: string;
  stage: 'dev' | 'stage' | 'prod';
  created_at: Now;
}

interface ConnectionsTable {
  instance: string;
  system: SystemName;
  settings: Json<unknown>;
  secrets: Buffer;
  updated_at: Now;
}

interface Configurations {
  instance: string;
  workflow: WorkflowName;
  version: number;
  document: Json<unknown>;
  saved_by: string;
  saved_at: Now;
}

interface Workflows {
  instance: string;
  workflow: WorkflowName;
  applied_version: number | null;
  applied_at: Date | null;
  /** Drawn when the preparing of it began. */
  prepared_fence: Generated<number>;
}

interface Settings {
  instance: string;
  version: number;
  document: Json<unknown>;
  saved_by: string;
  saved_at: Now;
}

interface Lanes {
  id: GeneratedAlways<number>;
  /** Null, like the workflow, once its mapping was dropped: what is left of it is being removed. */
  instance: string | null;
  workflow: WorkflowName | null;
  name: string;
  state: Generated<'new' | 'loading' | 'live' | 'parked'>;
  failure: NullableJson<ProblemFacts>;
  plan: NullableJson<LanePlan>;
  /** The last plan, while there is none. */
  former_plan: NullableJson<LanePlan>;
  position: NullableJson<Position>;
  position_number: Generated<number>;
  position_at: Date | null;
  next_number: Generated<number>;
  load_read: Generated<number>;
  load_done: Generated<number>;
  load_total: number | null;
  reader_fence: Generated<number>;
  writer_fence: Generated<number>;
  writer_lease_until: Date | null;
  last_success_at: Date | null;
  read: Generated<number>;
  inserted: Generated<number>;
  updated: Generated<number>;
  unchanged: Generated<number>;
  suppressed: Generated<number>;
  deleted: Generated<number>;
  dropped: Generated<number>;
  rejected: Generated<number>;
  recent: ColumnType<readonly RecentOutcome[], string | undefined, string>;
  engine_creates: Generated<number>;
  engine_reads: Generated<number>;
  engine_updates: Generated<number>;
  engine_deletes: Generated<number>;
  /** Of verifications, besides. */
  verify_calls: Generated<number>;
  waiting: Generated<number>;
  held: Generated<number>;
  /** When the first load was wholly written. */
  loaded_at: Date | null;
  /** What a read without a position is: `replay` while a replay runs. */
  reread: Generated<'load' | 'replay'>;
  /** A moment before the reading under way was begun; null while none is. */
  reading_since: Date | null;
  /** A moment before the last reading of changes up to the end was begun. */
  passed_at: Date | null;
  /** Records that no chunk from this number on had are to be looked for; null: no sweep is due. */
  sweep_below: number | null;
  sweep_after: string | null;
  deletes_confirmed: Generated<number>;
  deletes_confirmed_until: Date | null;
  /** What is told of the lane without stopping it. */
  notes: ColumnType<ProblemFacts[], string | undefined, string>;
}

interface Chunks {
  lane: number;
  number: number;
  phase: Phase;
  records: number;
  open: number;
  /** One bit per record, set when it is done; null while none is. */
  done: Buffer | null;
  tries: Generated<number>;
  payload: Buffer;
  queued_at: Now;
  /** The lane's `passed_at` then: what Dynamics held at that moment is in chunks before this one, or written. Null in chunks of older releases, too. */
  passed_at: ColumnType<Date | null, string | null, never>;
  /** Null in chunks of older releases. */
  keys: string[] | null;
  /** How many of them were deleted at the source and in Campaign when they were queued. */
  deletes: Generated<number>;
}

interface Records {
  lane: number;
  key: string;
  number: number;
  hash: Buffer | null;
  present: boolean;
  /** When the last version was concluded, and how; null for what older releases wrote. */
  at: Date | null;
  outcome: OutcomeKind | null;
  /** The same of the last version that Campaign was asked about. */
  written_at: Date | null;
  written: OutcomeKind | null;
}

interface Waiting {
  lane: number;
  key: string;
  number: number;
  /** Name of the lane that the missing parent belongs to. */
  parent_lane: string;
  parent_key: string;
  since: Date;
  /** Its parent came: it is being read again. */
  released: Generated<boolean>;
  checks: Generated<number>;
  check_at: Date;
}

interface Arrivals {
  lane: number;
  key: string;
}

interface Again {
  lane: number;
  key: string;
  reason: string;
  asked_at: Now;
}

interface PendingDeletes {
  lane: number;
  key: string;
  number: number;
  state: Generated<'held' | 'passed' | 'ripe'>;
  held_at: Date;
  passed_at: Date | null;
}

interface InDoubt {
  lane: number;
  key: string;
  due_at: Date;
}

interface Deletes {
  lane: number;
  hour: Date;
  records: number;
  /** Done beside those, under the confirmation that counts or an earlier one. */
  confirmed: Generated<number>;
}

interface Replays {
  id: GeneratedAlways<number>;
  instance: string;
  workflow: WorkflowName;
  mapping: string;
  state: Generated<'requested' | 'running' | 'done' | 'withdrawn'>;
  requested_by: string;
  requested_at: Now;
  started_at: Date | null;
  ended_at: Date | null;
}

interface Commands {
  instance: string;
  workflow: WorkflowName;
  id: string;
  at: Now;
  result: ColumnType<unknown, never, string>;
}

interface RejectedRecords {
  id: GeneratedAlways<number>;
  lane: number;
  key: string;
  number: number;
  code: string;
  params: Json<ProblemFacts['params']>;
  /** Null where no row was at hand. */
  payload: Buffer | null;
  rejected_at: Now;
}

interface Verifications {
  id: GeneratedAlways<number>;
  lane: number;
  state: Generated<'running' | 'done' | 'cancelled' | 'failed'>;
  repair: boolean;
  /** The mapping as the lane had it when the verification began. */
  mapping: Json<TableMapping>;
  stand: Json<unknown>;
  fence: Generated<number>;
  engine_calls: Generated<number>;
  requested_by: string;
  started_at: Now;
  updated_at: Now;
  ended_at: Date | null;
  failure: NullableJson<ProblemFacts>;
}

interface VerificationKeys {
  verification: number;
  key: string;
  /** How many walks had been begun anew when it was seen last. */
  walk: Generated<number>;
}

/** Keys that Campaign may hold more than once. */
interface VerificationRepeated {
  verification: number;
  key: string;
}

interface VerificationCandidates {
  verification: number;
  key: string;
  version: Buffer | null;
  looks: number;
  looked_at: Date;
  due_at: Date;
}

interface Pauses {
  credential: string;
  system: SystemName;
  until: Date;
  code: string;
}

interface Audit {
  id: GeneratedAlways<number>;
  at: Now;
  who: string;
  what: string;
  instance: string | null;
  workflow: WorkflowName | null;
  before: NullableJson<unknown>;
  after: NullableJson<unknown>;
}

interface SecretsCheck {
  only_one: Generated<boolean>;
  sealed: Buffer;
}

/** The tables of schema `passerelle`, as the migrations make them. */
export interface Tables {
  instances: Instances;
  connections: ConnectionsTable;
  configurations: Configurations;
  settings: Settings;
  workflows: Workflows;
  lanes: Lanes;
  chunks: Chunks;
  records: Records;
  waiting: Waiting;
  arrivals: Arrivals;
  again: Again;
  pending_deletes: PendingDeletes;
  in_doubt: InDoubt;
  deletes: Deletes;
  replays: Replays;
  commands: Commands;
  rejected_records: RejectedRecords;
  verifications: Verifications;
  verification_keys: VerificationKeys;
  verification_candidates: VerificationCandidates;
  verification_repeated: VerificationRepeated;
  pauses: Pauses;
  audit: Audit;
  secrets_check: SecretsCheck;
}

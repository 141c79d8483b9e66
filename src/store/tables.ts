import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from 'kysely';
import type { Phase, Position } from '../core/lane.js';
import type { WorkflowName, SystemName } from '../core/names.js';
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
}

interface Lanes {
  id: GeneratedAlways<number>;
  instance: string;
  workflow: WorkflowName;
  name: string;
  state: Generated<'new' | 'loading' | 'live' | 'parked'>;
  failure: NullableJson<ProblemFacts>;
  plan: NullableJson<LanePlan>;
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
  engine_calls: Generated<number>;
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
}

interface Records {
  lane: number;
  key: string;
  number: number;
  hash: Buffer | null;
  present: boolean;
}

interface RejectedRecords {
  id: GeneratedAlways<number>;
  lane: number;
  key: string;
  number: number;
  code: string;
  params: Json<ProblemFacts['params']>;
  payload: Buffer;
  rejected_at: Now;
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
  workflows: Workflows;
  lanes: Lanes;
  chunks: Chunks;
  records: Records;
  rejected_records: RejectedRecords;
  pauses: Pauses;
  audit: Audit;
  secrets_check: SecretsCheck;
}

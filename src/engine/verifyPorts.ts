import type { Clock, Destination, ResourceWalk, Source, TableWalk } from '../core/ports.js';
import type { Candidate, Standing, VerifyStep } from '../core/verification.js';
import type { WriterStore } from './ports.js';
import type { LaneRules } from './rules.js';

export interface VerifyStore extends Pick<WriterStore, 'ledger' | 'absent' | 'hash'> {
  /** Of `keys` those that were dealt with, and how many walks were begun anew before each was seen last. */
  seen(keys: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Keys that Campaign may hold more than once, and whether the lane is at work. */
  repeated(limit: number): Promise<{ keys: readonly string[]; busy: boolean }>;
  /** Of `keys` those that stand somewhere in the lane. */
  standing(keys: readonly string[]): Promise<ReadonlyMap<string, Standing>>;
  /** Candidates whose time has come, in how many ms the next one's comes, and whether the lane is at work; null when there are none at all. */
  candidates(limit: number): Promise<{ due: readonly Candidate[]; nextInMs: number; busy: boolean } | null>;
  /** @returns whether the lane is at work; null when this verification was cancelled or another attempt has it */
  keep(step: VerifyStep): Promise<{ busy: boolean } | null>;
  /** Counts calls to Campaign of a step that is not kept. */
  bill(engineCalls: number): Promise<void>;
}

export interface VerifyPorts {
  readonly rules: LaneRules;
  readonly store: VerifyStore;
  readonly source: Source;
  readonly table: TableWalk;
  readonly resource: ResourceWalk;
  readonly destination: Pick<Destination, 'find'>;
  readonly clock: Clock;
  /** Write what differs through the ordinary path. */
  readonly repair: boolean;
}

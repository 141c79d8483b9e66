import type { Clock, Destination, ResourceWalk, Source, TableWalk } from '../core/ports.js';
import type { Candidate, VerifyStep } from '../core/verification.js';
import type { WriterStore } from './ports.js';
import type { LaneRules } from './rules.js';

export interface VerifyStore extends Pick<WriterStore, 'ledger' | 'absent' | 'hash'> {
  /** Of `keys` those that were not dealt with yet. */
  unseen(keys: readonly string[]): Promise<ReadonlySet<string>>;
  /** Of `keys` those whose newest version is on its way, and those that stand among the rejected records. */
  standing(keys: readonly string[]): Promise<ReadonlyMap<string, 'queued' | 'rejected'>>;
  /** Candidates whose time has come, and in how many ms the next one's comes; null when there are none at all. */
  candidates(limit: number): Promise<{ due: readonly Candidate[]; nextInMs: number } | null>;
  /** @returns whether the lane is at work; null when this verification was cancelled or another attempt has it */
  keep(step: VerifyStep): Promise<{ busy: boolean } | null>;
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

import type { RecentOutcome } from '../core/lane.js';
import type { PassesByItself } from '../core/problems/failures.js';

/** How a writer's turn ended. `idle`: nothing was left; `turn`: its time was over; `rest`: the lane waits for its system. */
export type WriterEnd = (
  | { readonly kind: 'idle' | 'turn' | 'stopped' }
  | { readonly kind: 'rest'; readonly cause: PassesByItself; readonly forMs: number }
) & {
  /** Calls for records that are not done were cut off, or not answered, and may land yet. */
  readonly cut: boolean;
  readonly recent: readonly RecentOutcome[];
};

/** Why a run ends, before it is known what it leaves. */
export type Ended =
  | { readonly kind: 'idle' | 'turn' | 'stopped' }
  | Pick<Extract<WriterEnd, { kind: 'rest' }>, 'kind' | 'cause' | 'forMs'>;

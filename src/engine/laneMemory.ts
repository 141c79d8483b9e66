import type { Clock } from '../core/ports.js';
import { PageUnderWay } from './pageUnderWay.js';
import { PollTier } from './pollTier.js';

/** What a process remembers of a lane from one turn of the reader to the next. One that knows nothing of it comes to the same, later. */
export class LaneMemory {
  readonly tier: PollTier;
  readonly page: PageUnderWay;

  constructor(clock: Clock, table: string) {
    this.tier = new PollTier(clock, table);
    this.page = new PageUnderWay(clock);
  }
}

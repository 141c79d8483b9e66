import type { Clock, Gate } from '../core/ports.js';
import { renewMs, sendWithinMs } from './limits.js';

/** Nothing may be sent any more; `reason` says why. */
export class GateClosed extends Error {
  override readonly name = 'GateClosed';
  constructor(readonly reason: 'stopping' | 'lost' | 'late') {
    super(`sending has ended: ${reason}`);
  }
}

export interface Lease {
  readonly gate: Gate;
  /** Sends nothing new from now on; calls in flight may finish until `cut`. */
  stop(): void;
  /** Cuts calls in flight off. */
  cut(): void;
  end(): Promise<void>;
}

/**
 * Keeps the lane's lease alive and closes the gate as soon as it might be another's. A frozen process that wakes finds its
 * last renewal too long ago before it can send anything.
 */
export async function holdLease(
  renew: () => Promise<boolean>,
  clock: Clock,
  closed: (reason: GateClosed) => void,
): Promise<Lease> {
  const cutOff = new AbortController();
  const ended = new AbortController();
  let renewedAt = now(clock);
  let shut: GateClosed | undefined;
  const close = (reason: GateClosed['reason']) => {
    if (shut) return;
    shut = new GateClosed(reason);
    closed(shut);
  };
  const renewOnce = async () => {
    const startedAt = now(clock);
    if (await renew()) renewedAt = startedAt;
    else close('lost');
  };
  await renewOnce();
  const keepAlive = async () => {
    for (;;) {
      await clock.sleep(renewMs, ended.signal);
      if (ended.signal.aborted || shut?.reason === 'lost') return;
      // A database that does not answer is seen by the gate: the renewal grows old.
      await renewOnce().catch(() => {});
    }
  };
  const alive = keepAlive();
  return {
    gate: {
      signal: cutOff.signal,
      check() {
        if (!shut && since(renewedAt, clock) > sendWithinMs) close('late');
        if (shut) throw shut;
      },
    },
    stop: () => close('stopping'),
    // The reason is what a cut call throws: it is no fault of the call's.
    cut: () => cutOff.abort(shut ?? new GateClosed('stopping')),
    end() {
      ended.abort();
      return alive;
    },
  };
}

const now = (clock: Clock) => ({ wall: clock.now(), monotonic: clock.monotonic() });

/** By the clock that went further: the monotonic one may stand still while the machine sleeps or is moved. */
const since = (then: ReturnType<typeof now>, clock: Clock) =>
  Math.max(clock.now() - then.wall, clock.monotonic() - then.monotonic);

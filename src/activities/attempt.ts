import { activityInfo, cancellationDetails, cancellationSignal, heartbeat } from '@temporalio/activity';
import type { Clock } from '../core/ports.js';
import type { Listener } from '../store/listener.js';
import { beatMs, staleAnswerMs } from './limits.js';
import type { WorkflowRef } from './input.js';

/** One attempt of a long activity: beats while it runs and hears of a stop, from PostgreSQL at once or by cancellation. */
export interface Attempt {
  readonly stop: AbortSignal;
  /** To be called last: rethrows what ended the attempt when that was not a stop (worker shutdown, pause, reset, timeout). */
  end(): void;
}

/** What is told on the channel `passerelle_stop`: one workflow, or one lane of it. */
export const stopText = ({ instance, workflow }: WorkflowRef) => `${instance}/${workflow}`;
export const laneStopText = (ref: WorkflowRef, lane: string) => `${stopText(ref)}/${lane}`;

/**
 * @param lane the only one that the attempt works for; when it is parked, the attempt is to end as at a stop
 * @throws what ended the attempt when that was not a stop
 */
export async function beginAttempt(
  ref: WorkflowRef,
  { listener, clock }: { readonly listener: Listener; readonly clock: Clock },
  lane?: string,
): Promise<Attempt> {
  const told = new AbortController();
  const off = listener.on('passerelle_stop', (text) => {
    if (text === stopText(ref) || (lane !== undefined && text === laneStopText(ref, lane))) told.abort();
  });
  try {
    const { stop: cancelled, end } = await beginUntoldAttempt(clock, told.signal);
    return {
      stop: AbortSignal.any([cancelled, told.signal]),
      end() {
        off();
        end();
      },
    };
  } catch (error) {
    off();
    throw error;
  }
}

/**
 * An attempt that hears of its end by cancellation alone. It may be over before it begins: given to a process that was frozen, it would, once
 * that wakes, take what it works on from its successor. One that old waits a moment for Temporal to say so. Where the clocks of the two differ by more
 * than the heartbeat's timeout, each attempt waits, or none does: what keeps records safe are fence and lease.
 * @param told ends that wait as well
 * @throws what ended the attempt when that was not a stop
 */
export async function beginUntoldAttempt(clock: Clock, ...told: AbortSignal[]): Promise<Attempt> {
  const cancelled = cancellationSignal();
  heartbeat();
  const beating = setInterval(() => heartbeat(), beatMs);
  const attempt = {
    stop: cancelled,
    end() {
      clearInterval(beating);
      if (cancelled.aborted && !cancellationDetails()?.cancelRequested) throw cancelled.reason;
    },
  };
  const { currentAttemptScheduledTimestampMs, heartbeatTimeoutMs = Number.POSITIVE_INFINITY } = activityInfo();
  if (clock.now() - currentAttemptScheduledTimestampMs > heartbeatTimeoutMs) {
    await clock.sleep(staleAnswerMs, cancelled, ...told);
    if (cancelled.aborted) attempt.end();
  }
  return attempt;
}

import { cancellationDetails, cancellationSignal, heartbeat } from '@temporalio/activity';
import type { Listener } from '../store/listener.js';
import { beatMs } from './limits.js';
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

/** @param lane the only one that the attempt works for; when it is parked, the attempt is to end as at a stop */
export function beginAttempt(ref: WorkflowRef, listener: Listener, lane?: string): Attempt {
  const { stop: cancelled, end } = beginUntoldAttempt();
  const told = new AbortController();
  const off = listener.on('passerelle_stop', (text) => {
    if (text === stopText(ref) || (lane !== undefined && text === laneStopText(ref, lane))) told.abort();
  });
  return {
    stop: AbortSignal.any([cancelled, told.signal]),
    end() {
      off();
      end();
    },
  };
}

/** An attempt that hears of its end by cancellation alone. */
export function beginUntoldAttempt(): Attempt {
  const cancelled = cancellationSignal();
  heartbeat();
  const beating = setInterval(() => heartbeat(), beatMs);
  return {
    stop: cancelled,
    end() {
      clearInterval(beating);
      if (cancelled.aborted && !cancellationDetails()?.cancelRequested) throw cancelled.reason;
    },
  };
}

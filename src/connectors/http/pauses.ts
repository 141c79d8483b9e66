import type { SystemName } from '../../core/names.js';
import type { ProblemCode } from '../../core/problems/problem.js';

/** Who was told to wait, and until when; shared by all processes. Asked before each request, so it answers from memory. */
export interface PauseBoard {
  /** Until when nothing may be sent with this credential, epoch ms; 0 or past: no pause. */
  until(credential: string): number;
  /** Pauses the credential here at once and everywhere soon. A shorter pause never shortens a longer one. */
  pause(credential: string, system: SystemName, untilMs: number, code: ProblemCode): void;
}

/** A board for one process alone: connection tests and tools that have no store. */
export function localPauses(): PauseBoard {
  const known = new Map<string, number>();
  return {
    until: (credential) => known.get(credential) ?? 0,
    pause(credential, _system, untilMs) {
      if (untilMs > (known.get(credential) ?? 0)) known.set(credential, untilMs);
    },
  };
}

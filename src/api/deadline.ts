import { PassesByItself } from '../core/problems/failures.js';
import type { ProblemCode } from '../core/problems/describe.js';

/** A moment by which an answer is given, epoch ms. */
export type Deadline = number;

export const deadlineIn = (ms: number): Deadline => Date.now() + ms;

/** The work's result, or `code` as an outage when the moment has passed. The work itself goes on: what it changed may stand. */
export async function within<T>(deadline: Deadline, code: ProblemCode, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new PassesByItself(code)), Math.max(0, deadline - Date.now()));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

import { RecordRefused } from '../core/problems/failures.js';

/**
 * Makes calls one after the other, in the order in which they were asked for. A refusal is an answer; after any other failure none of
 * those behind it goes out: they fail with it.
 */
export function inTurn<Asked, Answer>(call: (asked: Asked) => Promise<Answer>): (asked: Asked) => Promise<Answer> {
  let last: Promise<unknown> = Promise.resolve();
  return (asked) => {
    const answer = last.then(() => call(asked));
    last = answer.catch((error: unknown) => {
      if (!(error instanceof RecordRefused)) throw error;
    });
    // Told to who waits for the answer.
    last.catch(() => undefined);
    return answer;
  };
}

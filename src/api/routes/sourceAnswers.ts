import type { WorkflowName } from '../../core/names.js';
import { CannotGoOn, PassesByItself } from '../../core/problems/failures.js';
import type { SourceStanding } from '../../core/rules/whereabouts.js';
import { sourceStanding } from '../../engine/sourceStanding.js';
import { readPlans } from '../../store/lanePlans.js';
import { type Deadline, within } from '../deadline.js';
import { answerMs } from '../limits.js';
import type { Parts } from '../parts.js';
import { fromStore } from '../storeAccess.js';

/** A record of a mapping, as the rules have it that its lane runs under. */
export interface Question {
  readonly mapping: string;
  readonly key: string;
}

/** How Dynamics has each record now; null where it did not answer in time, or the mapping could not be prepared. */
export type SourceAnswers = (question: Question) => SourceStanding | null;

/** Asks Dynamics for single records while a person waits, all at once. One that it does not tell of is left open: what is known without it is said. */
export async function sourceAnswers(
  { db, connectors }: Pick<Parts, 'db' | 'connectors'>,
  { instance, workflow }: { instance: string; workflow: WorkflowName },
  questions: readonly Question[],
  deadline: Deadline,
): Promise<SourceAnswers> {
  const answers = new Map<string, SourceStanding | null>();
  const lanes = [...new Set(questions.map(({ mapping }) => mapping))];
  const plans = await fromStore(deadline, readPlans(db, instance, workflow, lanes));
  const tooLate = new AbortController();
  const ask = async ({ mapping, key }: Question): Promise<SourceStanding | null> => {
    const plan = plans.get(mapping);
    if (!plan) return null;
    try {
      const { dynamics } = await connectors.of(instance);
      return await sourceStanding(key, plan, dynamics.source, tooLate.signal);
    } catch (error) {
      if (tooLate.signal.aborted || error instanceof PassesByItself || error instanceof CannotGoOn) return null;
      throw error;
    }
  };
  const asked = Promise.all(questions.map(async (question) => answers.set(nameOf(question), await ask(question))));
  try {
    await within(deadline - answerMs, 'dynamics-unavailable', asked);
  } catch (error) {
    if (!(error instanceof PassesByItself)) throw error;
  } finally {
    tooLate.abort();
  }
  return (question) => answers.get(nameOf(question)) ?? null;
}

const nameOf = ({ mapping, key }: Question) => `${mapping}/${key}`;

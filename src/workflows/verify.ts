import {
  CancellationScope,
  continueAsNew,
  defineQuery,
  isCancellation,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { VerifyTurn } from '../activities/index.js';
import { describeProblem, type ProblemFacts } from '../core/problems/problem.js';
import { instanceAttribute } from '../core/searchAttributes.js';
import { endVerify, verifyMapping } from './activityStubs.js';
import { failureOf } from './failureOf.js';
import { verifyInput, type VerifyInput } from '../core/verifyInput.js';

type Progress = VerifyTurn['progress'];
const progressQuery = defineQuery<Progress | null>('progress');

/** Compares both sides of one table mapping, turn after turn, and says in the Temporal Web UI how far it is. "Request Cancellation" ends it in order. */
export async function verify(given: VerifyInput): Promise<Progress['counts'] | null> {
  const input = verifyInput.parse(given);
  const { instance, mapping, verification } = input;
  let progress: Progress | null = null;
  setHandler(progressQuery, () => progress, { description: 'How far the verification is, and what it found' });
  upsertSearchAttributes([{ key: instanceAttribute, value: instance }]);
  setCurrentDetails(details(input, 'running', progress));
  const end = async (state: 'done' | 'cancelled' | 'failed', failure: ProblemFacts | null = null) => {
    setCurrentDetails(details(input, state, progress, failure));
    await CancellationScope.nonCancellable(() => endVerify({ verification, state, failure }));
  };
  try {
    while (!workflowInfo().continueAsNewSuggested) {
      const turn = await verifyMapping.executeWithOptions({ summary: `verify ${mapping}` }, [
        { instance, mapping, verification },
      ]);
      if ('progress' in turn) progress = turn.progress;
      if (turn.kind === 'turn') {
        setCurrentDetails(details(input, 'running', progress));
        continue;
      }
      await end(turn.kind === 'done' ? 'done' : 'cancelled');
      return progress?.counts ?? null;
    }
  } catch (error) {
    if (isCancellation(error)) await end('cancelled');
    else await end('failed', failureOf(error));
    throw error;
  }
  return continueAsNew<typeof verify>(input);
}

function details(
  { instance, mapping, repair }: VerifyInput,
  state: string,
  progress: Progress | null,
  failure: ProblemFacts | null = null,
): string {
  const words = failure && describeProblem(failure);
  return [
    `**Verification of table mapping \`${mapping}\`: ${state}** · instance \`${instance}\`${repair ? ' · repairs' : ''}`,
    words ? `**Failed:** ${words.sentence} ${words.remedy}` : '',
    progress ? `${phases[progress.phase]} Read: ${progress.read.campaign} records of Campaign${ofSize(progress)}.` : '',
    progress ? table(progress) : '',
    progress && progress.repaired > 0 ? `Handed to the mapping to be written again: ${progress.repaired}.` : '',
    'Request Cancellation ends it in order; nothing is written by the verification itself.',
  ]
    .filter((line) => line !== '')
    .join('\n\n');
}

const phases: Readonly<Record<Progress['phase'], string>> = {
  campaign: 'Campaign’s records are being compared with Dynamics 365.',
  dynamics: 'Records of Dynamics 365 that Campaign lacks are being looked for.',
  again: 'What differs is looked at once more.',
};

const ofSize = ({ size }: Progress) => (size === null ? '' : `; the Dynamics table holds about ${size}`);

function table({ counts }: Progress): string {
  const rows = Object.entries(counts).map(([verdict, records]) => `| ${verdict} | ${records} |`);
  return ['| found | records |', '| --- | ---: |', ...rows].join('\n');
}

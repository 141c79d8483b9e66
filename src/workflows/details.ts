import { describeProblem, type ProblemFacts } from '../core/problems/problem.js';
import type { EntityState } from './state.js';

/** The page of an operator who has only the Temporal Web UI: state, lanes, what is wrong and what to do, in Markdown. */
export function details(state: EntityState): string {
  const { carry, status, stopping, lanes } = state;
  return [
    `**${status}**${stopping ? ' (stopping)' : ''} since ${state.since} · instance \`${carry.instance}\``,
    `Backlog **${state.backlog}**${state.totalsAt ? ` as of ${state.totalsAt}` : ''} · configuration ${carry.version === null ? 'not applied yet' : `v${carry.version}`}`,
    carry.reloadPending ? 'A newer configuration is saved. It takes effect after `stop`, then `start`.' : '',
    carry.failure ? `**Failed:** ${words(carry.failure)} Then send the signal \`start\`.` : '',
    carry.refused ? `**Start refused:** ${words(carry.refused)}` : '',
    state.startRest
      ? `The start waits until ${new Date(state.startRest.until).toISOString()}: ${describeProblem({ code: state.startRest.code, params: {} }).sentence}`
      : '',
    ...state.parked.map((problem) => `**Table mapping \`${problem.lane}\` stands still:** ${words(problem)}`),
    ...state.waits.map(
      (wait) =>
        `\`${wait.lane}\` waits until ${wait.until}: ${describeProblem({ code: wait.code, params: {} }).sentence}`,
    ),
    state.misunderstood ? `The last message was not understood and changed nothing: ${state.misunderstood}` : '',
    lanes.size > 0 ? table(state) : '',
    'Signals: `start`, `stop`, `reload` (no argument needed). Queries: `status`, `backlog`, `lanes`.',
  ]
    .filter((line) => line !== '')
    .join('\n\n');
}

function table(state: EntityState): string {
  const rows = [...state.lanes.values()].map(
    ({ lane, state: standing, backlog }) => `| ${lane} | ${standing} | ${backlog} |`,
  );
  return ['| table mapping | state | backlog |', '| --- | --- | ---: |', ...rows].join('\n');
}

function words(problem: ProblemFacts): string {
  const { sentence, remedy } = describeProblem(problem);
  return `${sentence} ${remedy}`;
}

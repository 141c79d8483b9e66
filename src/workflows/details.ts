import { describeProblem, type ProblemFacts } from '../core/problems/problem.js';
import { shownParked } from './limits.js';
import type { EntityState, Lane } from './state.js';

/** The page of an operator who has only the Temporal Web UI: state, lanes, what is wrong and what to do, in Markdown. */
export function details(state: EntityState): string {
  const { carry, status, stopping, lanes, parked } = state;
  return [
    `**${status}**${stopping ? ' (stopping)' : ''} since ${state.since} · instance \`${carry.instance}\``,
    `Backlog **${state.backlog}**${state.totalsAt ? ` as of ${state.totalsAt}` : ''} · configuration ${carry.version === null ? 'not applied yet' : `v${carry.version}`}`,
    carry.reloadPending ? 'A newer configuration is saved. It takes effect after `stop`, then `start`.' : '',
    carry.failure ? `**Failed:** ${words(carry.failure)} Then send the signal \`start\`.` : '',
    carry.refused ? `**Start refused:** ${words(carry.refused)}` : '',
    state.startRest ? `The start waits until ${timeOf(state.startRest.until)}: ${sentence(state.startRest.code)}` : '',
    ...parked.slice(0, shownParked).map(standsStill),
    parked.length > shownParked ? `${parked.length - shownParked} more table mappings stand still.` : '',
    ...state.ageing.map((problem) => `**Warning:** ${words(problem)}`),
    ...state.waits.map((wait) => `\`${wait.lane}\` waits until ${wait.until}: ${sentence(wait.code)}`),
    ...[...lanes.values()].flatMap(laneNotes),
    lanes.size > 0 ? table([...lanes.values()]) : '',
    ...commandNotes(state),
    state.misunderstood ? `The last message was not understood and changed nothing: ${state.misunderstood}` : '',
    'Signals: `start`, `stop`, `reload` (no argument needed); `replay`, `withdrawReplay`, `resume`, `confirmDeletes`, `retryRejected`, `discardRejected` (their arguments stand beside their names). Queries: `status`, `backlog`, `lanes`.',
  ]
    .filter((line) => line !== '')
    .join('\n\n');
}

function standsStill(problem: ProblemFacts): string {
  const resume = `Then send \`resume\` with \`{"mapping": "${problem.lane}"}\`, or stop and start.`;
  return `**Table mapping \`${problem.lane}\` stands still:** ${words(problem)} ${resume}`;
}

function laneNotes({ lane, replay, behind, state, lost }: Lane): string[] {
  return [
    ...(lost ? [words({ code: 'position-lost', params: { mapping: lane } })] : []),
    ...(replay === 'requested'
      ? [`A replay of \`${lane}\` is requested. It begins with the next start, or at once with \`"now": true\`.`]
      : []),
    ...(behind !== null && state === 'new'
      ? [`\`${lane}\` begins once the first load of \`${behind}\` is written.`]
      : []),
  ];
}

function table(lanes: readonly Lane[]): string {
  const rows = lanes.map(({ lane, state, backlog, waiting, held, rejected, replay }) =>
    row([lane, state, backlog, waiting, held, rejected, replay ?? '']),
  );
  const heads = ['table mapping', 'state', 'backlog', 'waiting for a parent', 'deletes held', 'rejected', 'replay'];
  return [row(heads), '| --- | --- | ---: | ---: | ---: | ---: | --- |', ...rows].join('\n');
}

const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;

/** What is still to be carried out, and what could not be. */
function commandNotes({ commands }: EntityState): string[] {
  const open = commands.open.map(({ command, at, rest }) => {
    const waits = rest ? `: waits until ${timeOf(rest.until)}. ${sentence(rest.code)}` : '';
    return `Still to be carried out: ${commandName(command)} of ${at}${waits}`;
  });
  const closed = commands.closed.map((command) =>
    command.problem
      ? `**Not carried out:** ${commandName(command)} of ${command.at}. ${words(command.problem)}`
      : `Carried out: ${commandName(command)}, ${command.at}${command.records === null ? '' : `, records: ${command.records}`}`,
  );
  return [...open, ...closed];
}

const commandName = ({ name, mapping }: { name: string; mapping?: string | null | undefined }) =>
  mapping ? `\`${name}\` \`${mapping}\`` : `\`${name}\``;

const timeOf = (ms: number) => new Date(ms).toISOString();

const sentence = (code: string) => describeProblem({ code, params: {} }).sentence;

function words(problem: ProblemFacts): string {
  const { sentence: said, remedy } = describeProblem(problem);
  return `${said} ${remedy}`;
}

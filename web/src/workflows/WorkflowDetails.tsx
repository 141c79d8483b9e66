import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { ReactNode } from 'react';
import type { Problem } from '../../../src/core/problems/problem.js';
import type { useCommand, WorkflowView } from '../api/workflows.js';
import { useWords } from '../i18n/words.js';
import { Notice } from '../shell/Notice.js';
import { hasFacts, LaneFacts } from './LaneFacts.js';
import { LaneWaits } from './LaneWaits.js';
import { LoadProgress } from './LoadProgress.js';
import { pendingNoteId, pendingOf } from './pending.js';

const details = style({
  display: 'flex',
  flexDirection: 'column',
  gap: 8,
  marginTop: { default: 0, ':not(:empty)': 16 },
});
const refused = style({ font: 'ui-sm', color: 'neutral-subdued', margin: 0 });

interface WorkflowDetailsProps {
  view: WorkflowView;
  title: string;
  unavailable: Problem | undefined;
  command: ReturnType<typeof useCommand>;
}

/** Beneath a workflow's line: what went wrong, what waits, what is on its way, each with what to do. */
export function WorkflowDetails({ view, title, unavailable, command }: WorkflowDetailsProps) {
  const { say, error } = useWords();
  const notes: ReactNode[] = [];
  if (command.error) {
    const { sentence, remedy } = error(command.error);
    notes.push(
      <Notice key="command" kind="negative" title={sentence} role="alert" onDismiss={() => command.reset()}>
        {remedy}
      </Notice>,
    );
  }
  if (unavailable) notes.push(<ProblemNotice key="unavailable" kind="notice" problem={unavailable} />);
  if (view.failure) notes.push(<ProblemNotice key="failure" kind="negative" problem={view.failure} />);
  for (const warning of warningsOf(view)) {
    const key = `${warning.lane}/${warning.code}/${JSON.stringify(warning.params)}`;
    notes.push(<ProblemNotice key={key} kind="notice" problem={warning} />);
  }
  const pending = pendingOf(view);
  if (pending) {
    notes.push(
      <Notice key="pending" kind="notice" id={pendingNoteId(view)} title={say(pending.badge)}>
        {say(pending.text, { lanes: view.pending.replays.join(', ') })}
      </Notice>,
    );
  }
  if (view.lanes.some((lane) => lane.waiting)) notes.push(<LaneWaits key="waits" lanes={view.lanes} />);
  for (const lane of view.lanes) {
    const begins = lane.load && (lane.load.read > 0 || (view.status === 'RUNNING' && lane.behind === null));
    if (lane.load && begins && lane.state !== 'parked') {
      const isRunning = view.status === 'RUNNING' && !view.stopping;
      notes.push(
        <LoadProgress
          key={lane.lane}
          lane={lane.lane}
          load={lane.load}
          isReplay={lane.replay?.state === 'running'}
          asOf={view.backlog.asOf}
          isRunning={isRunning}
        />,
      );
    }
  }
  if (hasFacts(view.lanes)) notes.push(<LaneFacts key="facts" lanes={view.lanes} />);
  if (!view.startable.ok && (view.status === 'STOPPED' || view.status === 'FAILED')) {
    notes.push(<Refused key="refused" reason={view.startable.reason} />);
  }
  if (notes.length === 0) return null;
  return (
    <div role="row">
      <div role="cell" aria-colspan={4} aria-label={say('detail.of', { workflow: title })} className={details}>
        {notes}
      </div>
    </div>
  );
}

/** A parked lane stands among the warnings; one that does not is added, so that none stands still unseen. */
function warningsOf({ warnings, lanes }: WorkflowView): Problem[] {
  const unsaid = lanes.flatMap(({ lane, failure, state }) =>
    failure && state === 'parked' && !warnings.some((known) => known.lane === lane && known.code === failure.code)
      ? [{ ...failure, lane }]
      : [],
  );
  return [...warnings, ...unsaid];
}

function ProblemNotice({ kind, problem }: { kind: 'negative' | 'notice'; problem: Problem }) {
  const words = useWords();
  const { sentence, remedy } = words.problem(problem);
  const title = problem.lane ? `${words.say('detail.parked', { lane: problem.lane })} · ${sentence}` : sentence;
  const since = problem.at ? ` ${words.say('detail.since', { time: words.time(problem.at) })}.` : '';
  return (
    <Notice kind={kind} title={title}>
      {`${remedy}${since}`}
    </Notice>
  );
}

function Refused({ reason }: { reason: Problem }) {
  const { say, problem } = useWords();
  const { sentence, remedy } = problem(reason);
  return <p className={refused}>{`${say('start.refused', { sentence })} ${remedy}`}</p>;
}

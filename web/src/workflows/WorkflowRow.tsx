import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useEffect, useRef } from 'react';
import type { UnavailableEvent } from '../../../src/core/views.js';
import type { InstanceView } from '../api/instances.js';
import { useCommand, type WorkflowView } from '../api/workflows.js';
import { useWords } from '../i18n/words.js';
import { columns } from './columns.js';
import { EditButton } from './EditButton.js';
import { StartStop } from './StartStop.js';
import { StatusCell } from './StatusCell.js';
import { WorkflowDetails } from './WorkflowDetails.js';

const group = style({
  paddingX: { default: 16, md: 24 },
  paddingY: 16,
  borderWidth: 0,
  borderTopWidth: { default: 1, ':nth-child(2)': 0 },
  borderStyle: 'solid',
  borderColor: 'gray-200',
});
const names = style({ display: 'flex', flexDirection: 'column', gap: 2, minWidth: 0 });
const name = style({ font: 'title', color: 'heading' });
const subdued = style({ font: 'ui-sm', color: 'neutral-subdued' });
const backlog = style({
  font: 'ui-lg',
  color: 'neutral',
  order: { default: 2, md: 0 },
  gridColumnStart: { default: 1, md: 'auto' },
  gridColumnEnd: { default: -1, md: 'auto' },
  textAlign: { default: 'start', md: 'end' },
});
const caption = style({ font: 'ui-sm', color: 'neutral-subdued', display: { default: 'inline', md: 'none' } });
const status = style({
  order: { default: 1, md: 0 },
  gridColumnStart: { default: 1, md: 'auto' },
  gridColumnEnd: { default: -1, md: 'auto' },
});
const actions = style({ display: 'flex', alignItems: 'center', justifyContent: 'end', gap: 8 });

interface WorkflowRowProps {
  instance: InstanceView;
  view: WorkflowView;
  unavailable: UnavailableEvent['problem'] | undefined;
}

/** One workflow: its line, and beneath it what a person should know. */
export function WorkflowRow({ instance, view, unavailable }: WorkflowRowProps) {
  const { say, number } = useWords();
  const command = useCommand(instance.id, view.workflow);
  const { isError, reset } = command;
  // A command that failed is no news any more once the workflow has moved on, by itself or by someone else.
  const failedAt = useRef(view.status);
  useEffect(() => {
    if (isError && failedAt.current !== view.status) reset();
    failedAt.current = view.status;
  }, [isError, reset, view.status]);
  const title = say(`workflow.${view.workflow}`);
  return (
    <div role="rowgroup" className={group} data-workflow={view.workflow}>
      <div role="row" className={columns}>
        <div role="rowheader" className={names}>
          <span className={name}>{title}</span>
          <span className={subdued}>{say(`workflow.${view.workflow}.text`)}</span>
          <LastSuccess view={view} />
        </div>
        <div role="cell" className={backlog}>
          <span className={caption} aria-hidden="true">
            {say('workflows.column.backlog')}{' '}
          </span>
          <span data-part="backlog">{number(view.backlog.records)}</span>
        </div>
        <div role="cell" className={status}>
          <StatusCell view={view} />
        </div>
        <div role="cell" className={actions}>
          <EditButton instance={instance} workflow={view.workflow} title={title} />
          <StartStop instance={instance} view={view} title={title} command={command} />
        </div>
      </div>
      <WorkflowDetails view={view} title={title} unavailable={unavailable} command={command} />
    </div>
  );
}

function LastSuccess({ view }: { view: WorkflowView }) {
  const { say, time } = useWords();
  const rejected = view.rejected > 0 ? say('detail.rejected', { count: view.rejected }) : undefined;
  const success = view.lastSuccessAt
    ? say('detail.lastSuccess', { time: time(view.lastSuccessAt) })
    : view.status === 'RUNNING'
      ? say('detail.never')
      : undefined;
  const parts = [success, rejected].filter((part) => part !== undefined);
  return parts.length > 0 && <span className={subdued}>{parts.join(' · ')}</span>;
}

import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { InstanceView } from '../api/instances.js';
import { useUnavailable, type WorkflowView } from '../api/workflows.js';
import { useWords } from '../i18n/words.js';
import { Loading } from '../shell/Messages.js';
import { columnHead, table } from '../shell/tableStyles.js';
import { columns } from './columns.js';
import { WorkflowRow } from './WorkflowRow.js';

const head = style({
  display: { default: 'none', md: 'block' },
  paddingX: 24,
  paddingY: 12,
  borderWidth: 0,
  borderBottomWidth: 1,
  borderStyle: 'solid',
  borderColor: 'gray-200',
});

interface WorkflowTableProps {
  instance: InstanceView;
  views: readonly WorkflowView[];
}

/** Name, Backlog, Status, Actions (spec 1.1). Roles instead of table elements: on a narrow screen each row becomes a card. */
export function WorkflowTable({ instance, views }: WorkflowTableProps) {
  const { say } = useWords();
  const unavailable = useUnavailable(instance.id);
  return (
    <div role="table" aria-label={say('workflows.title')} className={table}>
      <div role="rowgroup" className={head}>
        <div role="row" className={columns}>
          <span role="columnheader" className={columnHead({})}>
            {say('workflows.column.name')}
          </span>
          <span role="columnheader" className={columnHead({ align: 'end' })}>
            {say('workflows.column.backlog')}
          </span>
          <span role="columnheader" className={columnHead({})}>
            {say('workflows.column.status')}
          </span>
          <span role="columnheader" className={columnHead({ align: 'end' })}>
            {say('workflows.column.actions')}
          </span>
        </div>
      </div>
      {views.map((view) => (
        <WorkflowRow key={view.workflow} instance={instance} view={view} unavailable={unavailable[view.workflow]} />
      ))}
    </div>
  );
}

/** The table's place while it is on its way. */
export function TableSkeleton() {
  return (
    <div className={table}>
      <Loading />
    </div>
  );
}

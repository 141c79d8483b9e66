import { StatusLight } from '@react-spectrum/s2';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { InstanceView } from '../api/instances.js';
import { useWorkflows } from '../api/workflows.js';
import { useConnection } from '../app/LiveProvider.js';
import { useTitle } from '../app/useTitle.js';
import { useWords } from '../i18n/words.js';
import { Unavailable } from '../shell/Messages.js';
import { Notice } from '../shell/Notice.js';
import { SetUpNotice } from './SetUpNotice.js';
import { StatusAnnouncer } from './StatusAnnouncer.js';
import { TableSkeleton, WorkflowTable } from './WorkflowTable.js';

const page = style({ display: 'flex', flexDirection: 'column', gap: 20 });
const top = style({ display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: 16 });
const title = style({ font: 'heading-lg', margin: 0 });

/** The first screen: the instance's three workflows, live. */
export function WorkflowsPage({ instance }: { instance: InstanceView }) {
  const { say } = useWords();
  useTitle(say('workflows.title'));
  const connection = useConnection();
  const { data: views, error, refetch } = useWorkflows(instance.id);
  return (
    <div className={page}>
      <div className={top}>
        <h1 className={title}>{say('workflows.title')}</h1>
        {connection !== 'opening' && (
          <StatusLight variant={connection === 'live' ? 'positive' : 'notice'} size="S">
            {say(connection === 'live' ? 'live.on' : 'live.off')}
          </StatusLight>
        )}
      </div>
      {connection === 'lost' && (
        <Notice kind="notice" title={say('live.lost')} role="alert">
          {say('live.lost.text')}
        </Notice>
      )}
      <SetUpNotice instance={instance} />
      {views ? (
        <WorkflowTable instance={instance} views={views} />
      ) : error ? (
        <Unavailable title={say('workflows.unavailable')} error={error} onRetry={() => void refetch()} />
      ) : (
        <TableSkeleton />
      )}
      <StatusAnnouncer views={views} />
    </div>
  );
}

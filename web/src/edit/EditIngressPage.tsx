import { Breadcrumb, Breadcrumbs } from '@react-spectrum/s2';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useState } from 'react';
import { useIngressConfig } from '../api/config.js';
import type { InstanceView } from '../api/instances.js';
import { useWorkflows } from '../api/workflows.js';
import { workflowsPath } from '../app/router.js';
import { useTitle } from '../app/useTitle.js';
import { useWords } from '../i18n/words.js';
import { Loading, Unavailable } from '../shell/Messages.js';
import { IngressEditor } from './IngressEditor.js';

const page = style({ display: 'flex', flexDirection: 'column', gap: 4 });
const trail = style({ marginStart: 0, marginTop: -8 });

/** Edit of ingress: the contact to profile mapping (spec 1.2). */
export function EditIngressPage({ instance }: { instance: InstanceView }) {
  const { say } = useWords();
  useTitle(`${say('action.edit')} ${say('workflow.ingress')}`);
  const config = useIngressConfig(instance.id);
  const view = useWorkflows(instance.id).data?.find(({ workflow }) => workflow === 'ingress');
  // Reading the configuration again, after a conflict, begins the edit anew.
  const [reads, setReads] = useState(0);
  const reload = async () => {
    await config.refetch();
    setReads((count) => count + 1);
  };
  return (
    <div className={page}>
      <Breadcrumbs styles={trail}>
        <Breadcrumb id="workflows" href={workflowsPath(instance.id)}>
          {say('workflows.title')}
        </Breadcrumb>
        <Breadcrumb id="ingress">{say('workflow.ingress')}</Breadcrumb>
      </Breadcrumbs>
      {config.data ? (
        <IngressEditor key={reads} instance={instance} saved={config.data} view={view} onReload={() => void reload()} />
      ) : config.error ? (
        <Unavailable title={say('edit.unavailable')} error={config.error} onRetry={() => void config.refetch()} />
      ) : (
        <Loading />
      )}
    </div>
  );
}

import { Provider, ToastContainer } from '@react-spectrum/s2';
import { type InstanceView, useInstances } from '../api/instances.js';
import { EditIngressPage } from '../edit/EditIngressPage.js';
import { useWords } from '../i18n/words.js';
import { Frame } from '../shell/Frame.js';
import { Loading, Message, Unavailable } from '../shell/Messages.js';
import { WorkflowsPage } from '../workflows/WorkflowsPage.js';
import { LiveProvider } from './LiveProvider.js';
import { navigate, routeOf, usePath, workflowsPath } from './router.js';

export function App() {
  const words = useWords();
  return (
    <Provider locale={words.locale} background="layer-1" router={{ navigate }}>
      <ToastContainer placement="bottom" />
      <LiveProvider>
        <Screens />
      </LiveProvider>
    </Provider>
  );
}

function Screens() {
  const words = useWords();
  const route = routeOf(usePath());
  const { data: instances, error, refetch } = useInstances();
  const instance =
    route.screen === 'first' ? instances?.[0] : instances?.find((candidate) => candidate.id === route.instance);
  return (
    <Frame instance={instance} instances={instances ?? []}>
      {error && !instances ? (
        <Unavailable title={words.say('workflows.unavailable')} error={error} onRetry={() => void refetch()} />
      ) : !instances ? (
        <Loading />
      ) : instance ? (
        <Screen key={instance.id} instance={instance} screen={route.screen} />
      ) : (
        <NoInstance instances={instances} asked={route.screen === 'first' ? undefined : route.instance} />
      )}
    </Frame>
  );
}

function Screen({ instance, screen }: { instance: InstanceView; screen: 'first' | 'workflows' | 'ingress' }) {
  return screen === 'ingress' ? <EditIngressPage instance={instance} /> : <WorkflowsPage instance={instance} />;
}

function NoInstance({ instances, asked }: { instances: readonly InstanceView[]; asked: string | undefined }) {
  const { say } = useWords();
  const [first] = instances;
  if (!first || asked === undefined)
    return <Message title={say('workflows.none')}>{say('workflows.none.text')}</Message>;
  return (
    <Message
      title={say('workflows.unknownInstance', { instance: asked })}
      action={{ label: say('workflows.toFirst'), onPress: () => navigate(workflowsPath(first.id)) }}
    />
  );
}

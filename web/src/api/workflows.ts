import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WorkflowName } from '../../../src/core/names.js';
import type { UnavailableEvent, WorkflowList, WorkflowView } from '../../../src/core/views.js';
import { refreshEveryMs, retryEveryMs } from './limits.js';
import { type ApiError, request } from './request.js';

export type { WorkflowName, WorkflowView };
export type Command = 'start' | 'stop';
/** Why a workflow cannot be shown at the moment, by its name. */
type Unavailable = Readonly<Partial<Record<WorkflowName, UnavailableEvent['problem'] | undefined>>>;

const keyOf = (instance: string) => ['workflows', instance];
const unavailableKey = (instance: string) => ['unavailable', instance];

/** The views of an instance's three workflows. Live events keep them fresh; a slow refresh is the safety net. */
export function useWorkflows(instance: string) {
  return useQuery<readonly WorkflowView[], ApiError>({
    queryKey: keyOf(instance),
    queryFn: async ({ signal }) =>
      ((await request(`/instances/${instance}/workflows`, { signal })).body as WorkflowList).workflows,
    refetchInterval: (query) => (query.state.status === 'error' ? retryEveryMs : refreshEveryMs),
  });
}

/** What the live events said last of workflows that cannot be shown. */
export function useUnavailable(instance: string): Unavailable {
  return (
    useQuery<Unavailable>({
      queryKey: unavailableKey(instance),
      queryFn: () => ({}),
      enabled: false,
      initialData: {},
    }).data ?? {}
  );
}

/** Puts a newer view in the place of the one that is shown. */
export function mergeView(client: QueryClient, view: WorkflowView): void {
  client.setQueryData<readonly WorkflowView[]>(keyOf(view.instance), (views) =>
    views?.map((known) => (isNewer(view, known) ? view : known)),
  );
  client.setQueryData<Unavailable>(unavailableKey(view.instance), (known) => ({
    ...known,
    [view.workflow]: undefined,
  }));
}

/** An answer and a live event can overtake each other: the later look counts. */
const isNewer = (view: WorkflowView, known: WorkflowView) =>
  known.workflow === view.workflow && view.backlog.asOf >= known.backlog.asOf;

/** Keeps the last view on the page and says why it is not renewed. */
export function mergeUnavailable(client: QueryClient, { instance, workflow, problem }: UnavailableEvent): void {
  client.setQueryData<Unavailable>(unavailableKey(instance), (known) => ({ ...known, [workflow]: problem }));
}

/** Start or Stop of one workflow; the answered view is shown at once. */
export function useCommand(instance: string, workflow: WorkflowName) {
  const client = useQueryClient();
  return useMutation<WorkflowView, ApiError, Command>({
    mutationFn: async (command) =>
      (await request(`/instances/${instance}/workflows/${workflow}/${command}`, { method: 'POST', body: {} }))
        .body as WorkflowView,
    onSuccess: (view) => mergeView(client, view),
    onError: () => void client.invalidateQueries({ queryKey: keyOf(instance) }),
  });
}

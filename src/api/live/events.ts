import { createSession, type Session } from 'better-sse';
import type { RequestHandler } from 'express';
import { type WorkflowName, workflowNames } from '../../core/names.js';
import { describeProblem, type Locale } from '../../core/problems/describe.js';
import type { UnavailableEvent, WorkflowView } from '../../core/views.js';
import { listInstances } from '../../store/instances.js';
import { deadlineIn } from '../deadline.js';
import { eventEveryMs, heartbeatMs, reconnectMs, storeWithinMs, unreadBytes, viewers } from '../limits.js';
import { localeOf } from '../locale.js';
import type { Parts } from '../parts.js';
import { ApiProblem } from '../problems/apiProblem.js';
import { asProblem } from '../problems/asProblem.js';
import { fromStore } from '../storeAccess.js';
import type { Snapshot } from './snapshot.js';
import { workflowView } from './workflowView.js';

/** The live events of all workflows. One look a second serves all viewers; without viewers nobody looks. */
export interface Events {
  readonly follow: RequestHandler;
  /** Ends every stream; browsers come back by themselves. */
  close(): void;
}

interface Viewer {
  readonly session: Session;
  readonly locale: Locale;
  /** What each workflow's last event said, and when. */
  readonly told: Map<string, { readonly text: string; readonly atMs: number }>;
  /** Bytes that the viewer has not taken yet. */
  readonly unread: () => number;
  readonly leave: () => void;
}

type Looked = { readonly instance: string; readonly workflow: WorkflowName } & (
  | { readonly snapshot: Snapshot }
  | { readonly problem: ApiProblem }
);

export function createEvents({ db, snapshots, log }: Pick<Parts, 'db' | 'snapshots' | 'log'>): Events {
  const all = new Set<Viewer>();
  const born = Date.now().toString(36);
  let number = 0;
  let instances: readonly string[] = [];
  let looking = false;
  let timer: NodeJS.Timeout | undefined;

  const lookOnce = async () => {
    instances = await fromStore(deadlineIn(storeWithinMs), listInstances(db)).then(
      (list) => list.map(({ id }) => id),
      () => instances,
    );
    const looks = await Promise.all(
      instances.flatMap((instance) => workflowNames.map((workflow) => look(snapshots, instance, workflow))),
    );
    for (const viewer of all) tell(viewer, looks);
  };

  const tell = (viewer: Viewer, looks: readonly Looked[]) => {
    if (viewer.unread() > unreadBytes) {
      viewer.leave();
      return;
    }
    const now = performance.now();
    for (const looked of looks) {
      const key = `${looked.instance}/${looked.workflow}`;
      const last = viewer.told.get(key);
      if (last && now - last.atMs < eventEveryMs) continue;
      const [name, data, text] = eventOf(looked, viewer.locale);
      if (last?.text === text) continue;
      number += 1;
      viewer.session.push(data, name, `${born}-${number}`);
      viewer.told.set(key, { text, atMs: now });
    }
  };

  /** Looks on while someone views; the pause is counted from the end of a look, so that a slow server is not asked more. */
  const keepLooking = () => {
    if (looking || all.size === 0) return;
    looking = true;
    lookOnce()
      .catch((err: unknown) => log.error({ err }, 'live events failed'))
      .finally(() => {
        looking = false;
        timer = setTimeout(keepLooking, eventEveryMs);
      });
  };

  return {
    follow: async (request, response) => {
      if (all.size >= viewers) throw new ApiProblem(503, 'viewers-too-many', { headers: { 'Retry-After': '5' } });
      if (request.method === 'HEAD') {
        response.type('text/event-stream').end();
        return;
      }
      const session = await createSession(request, response, { keepAlive: heartbeatMs, retry: reconnectMs });
      const viewer: Viewer = {
        session,
        locale: localeOf(request),
        told: new Map(),
        unread: () => response.writableLength,
        leave: () => response.destroy(),
      };
      if (!session.isConnected) return;
      session.once('disconnected', () => all.delete(viewer));
      all.add(viewer);
      clearTimeout(timer);
      keepLooking();
    },
    close() {
      clearTimeout(timer);
      for (const viewer of all) viewer.leave();
      all.clear();
    },
  };
}

async function look(snapshots: Parts['snapshots'], instance: string, workflow: WorkflowName): Promise<Looked> {
  try {
    return { instance, workflow, snapshot: await snapshots.get(instance, workflow) };
  } catch (error) {
    return { instance, workflow, problem: asProblem(error) };
  }
}

/** An event's name, its data, and the text by which a change is seen: the time of looking is no change. */
function eventOf(looked: Looked, locale: Locale): [string, WorkflowView | UnavailableEvent, string] {
  const { instance, workflow } = looked;
  if ('problem' in looked) {
    const { code, params } = looked.problem;
    const data = { instance, workflow, problem: describeProblem({ code, params }, locale) };
    return ['unavailable', data, JSON.stringify(data)];
  }
  const view = workflowView(instance, workflow, looked.snapshot, locale);
  return ['view', view, JSON.stringify({ ...view, backlog: view.backlog.records })];
}

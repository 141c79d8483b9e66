import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type IngressConfig, ingressConfig } from '../../core/config/ingress.js';
import { CannotStart } from '../../core/problems/failures.js';
import { workflowView } from '../../core/views.js';
import { readyLimitMs, requestLimitMs } from '../limits.js';

/** The part of a workflow's view that a start looks at: more may be added to it without breaking this. */
const view = z.object(workflowView.pick({ status: true, failure: true, lanes: true }).shape);
export type View = z.infer<typeof view>;
const refusal = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  remedy: z.string().optional(),
});

/** The few calls of our own API that a start makes. */
export interface StartApi {
  /** Waits until all workflows are listed. */
  untilReady(isOver: () => boolean): Promise<void>;
  /** Changes the configuration of ingress, if nobody has saved one yet; the words of the refusal when it is refused. */
  changeNewConfig(change: (config: IngressConfig) => IngressConfig): Promise<string | undefined>;
  /** Starts ingress; the words of the refusal when it is refused. */
  startIngress(): Promise<string | undefined>;
  ingress(): Promise<View>;
}

/** The ETag of the configuration that the product comes with. */
const neverSaved = '"v0"';

export function startApi(origin: string, instance: string): StartApi {
  const base = `${origin}/api/v1/instances/${instance}/workflows`;
  const ask = (path: string, method = 'GET', rest: RequestInit = {}) =>
    fetch(`${base}${path}`, { ...rest, method, signal: AbortSignal.timeout(requestLimitMs) });
  return {
    async untilReady(isOver) {
      const limit = Date.now() + readyLimitMs;
      let seen = 'no answer';
      while (!isOver() && Date.now() < limit) {
        const answer = await ask('').catch(() => undefined);
        if (answer?.ok) return answer.body?.cancel();
        if (answer) seen = await wordsOf(answer);
        await sleep(100);
      }
      throw new CannotStart('process-not-ready', { params: { name: 'api', reason: seen, log: base } });
    },
    async changeNewConfig(change) {
      const answer = await ask('/ingress/config');
      if (!answer.ok) return wordsOf(answer);
      const body = JSON.stringify(change(ingressConfig.parse(await answer.json())));
      const headers = { 'Content-Type': 'application/json', 'If-Match': neverSaved };
      const saved = await ask('/ingress/config', 'PUT', { headers, body });
      if (!saved.ok && saved.status !== 412) return wordsOf(saved);
      await saved.body?.cancel();
      return undefined;
    },
    async startIngress() {
      const answer = await ask('/ingress/start', 'POST');
      if (!answer.ok) return wordsOf(answer);
      await answer.body?.cancel();
      return undefined;
    },
    async ingress() {
      const answer = await ask('/ingress');
      if (!answer.ok) throw new Error(await wordsOf(answer));
      return view.parse(await answer.json());
    },
  };
}

async function wordsOf(answer: Response): Promise<string> {
  const parsed = refusal.safeParse(await answer.json().catch(() => ({})));
  const { title, detail, remedy } = parsed.data ?? {};
  return [title, detail, remedy].filter(Boolean).join(' ') || `status ${answer.status}`;
}

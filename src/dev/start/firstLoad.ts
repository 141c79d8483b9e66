import { setTimeout as sleep } from 'node:timers/promises';
import { progressLineMs, progressPollMs, startShowsMs } from '../limits.js';
import type { StartApi, View } from './api.js';
import type { Terminal } from './terminal.js';

/** Shows how far the first load is, until it is done, or ingress stands still. One that was over before is shown only if this start began it (`isNew`). */
export async function showFirstLoad(
  api: StartApi,
  { terminal, ending, isNew }: { terminal: Terminal; ending: AbortSignal; isNew: boolean },
): Promise<void> {
  const began = Date.now();
  let lineAt = 0;
  let isShown = isNew;
  while (!ending.aborted) {
    const view = await api.ingress().catch(() => undefined);
    const load = view && loadOf(view);
    // A start that was just accepted shows a moment later.
    const isStill = view?.status === 'STOPPED' && (!isNew || Date.now() - began > startShowsMs);
    if (view && (isStill || view.status === 'FAILED')) {
      terminal.endProgress();
      return sayFailure(view, terminal);
    }
    if (load === 'done') {
      terminal.endProgress(true);
      if (isShown)
        terminal.say(`The first load is done (${Math.round((Date.now() - began) / 1000)} s). Changes follow.`);
      return;
    }
    if (load !== undefined && load.total > 0) {
      isShown = true;
      if (terminal.hasBar) terminal.progress(load.done, load.total);
      else if (Date.now() - lineAt >= progressLineMs) {
        lineAt = Date.now();
        terminal.say(`First load: ${load.done} of ${load.total} contacts are profiles`);
      }
    }
    await sleep(progressPollMs, undefined, { signal: ending }).catch(() => {});
  }
  terminal.endProgress();
}

function loadOf({ lanes, status }: View): { done: number; total: number } | 'done' | undefined {
  if (status !== 'RUNNING' || lanes.length === 0) return undefined;
  if (lanes.every(({ state }) => state === 'live' || state === 'parked')) return 'done';
  const loads = lanes.flatMap(({ load }) => (load ? [load] : []));
  const sum = (count: (load: (typeof loads)[number]) => number) => loads.reduce((so, load) => so + count(load), 0);
  return { done: sum(({ done }) => done), total: sum(({ total, read }) => Math.max(total ?? 0, read)) };
}

function sayFailure({ status, failure }: View, terminal: Terminal): void {
  const words = failure ? `: ${failure.sentence} ${failure.remedy}` : '. Start it on the page.';
  terminal.say(`ingress is ${status}${words}`);
}

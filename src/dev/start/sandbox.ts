import { lifePerSecond, requestLimitMs } from '../limits.js';

/** Whether the sandbox listens: it shares no code with us, so that it says so in a way of its own. */
export async function sandboxAnswers(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/control/status`, {
    signal: AbortSignal.timeout(requestLimitMs),
  });
  await answer.body?.cancel();
  return answer.ok;
}

/** Lets the sandbox create, change and delete a few contacts per second, so that there is something to look at. */
export async function turnLifeOn(port: number): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/control/life`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ on: true, perSecond: lifePerSecond }),
    signal: AbortSignal.timeout(requestLimitMs),
  });
  if (!answer.ok) throw new Error(`its life could not be turned on (status ${answer.status})`);
  await answer.body?.cancel();
}

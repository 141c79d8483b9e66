import { existsSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { sentenceOf } from '../../process/fatal.js';
import { addressTable } from './addresses.js';
import { startApi, type StartApi } from './api.js';
import { showFirstLoad } from './firstLoad.js';
import { turnLifeOn } from './sandbox.js';
import { withSandboxLanguage } from './sandboxLanguage.js';
import type { Staff, StaffOptions } from './staff.js';

interface Options extends Pick<StaffOptions, 'settings' | 'plan' | 'ports' | 'state' | 'terminal'> {
  readonly staff: Staff;
  readonly ending: AbortSignal;
}

/**
 * Starts the parts, those side by side that do not need each other; then ingress, on the first start; and shows the first load.
 * @throws CannotStart
 */
export async function bringUp(options: Options): Promise<void> {
  const { settings, plan, ports, terminal, staff, ending } = options;
  const began = performance.now();
  await startParts(options);
  const api = startApi(`http://127.0.0.1:${ports.PASSERELLE_PORT}`, settings.PASSERELLE_INSTANCE);
  await api.untilReady(() => ending.aborted);
  terminal.say(addressTable(options));
  terminal.say(`Ready after ${((performance.now() - began) / 1000).toFixed(1)} s. Ctrl-C ends everything.`);
  const isNew = plan.isTrial && (await startIngressOnce(api, options));
  await showFirstLoad(api, { terminal, ending, isNew });
  if (ending.aborted || !plan.sandbox || !settings.PASSERELLE_SANDBOX_LIFE) return;
  staff.keepSandboxAlive();
  await turnLifeOn(ports.PASSERELLE_SANDBOX_PORT).catch((error: unknown) =>
    terminal.say(`sandbox: ${sentenceOf(error)}`),
  );
}

async function startParts({ plan, staff }: Options): Promise<void> {
  const database = plan.postgres ? staff.start('postgres') : Promise.resolve();
  const temporal = plan.temporal ? staff.start('temporal') : Promise.resolve();
  await Promise.all([
    plan.sandbox ? staff.start('sandbox') : undefined,
    database.then(() => staff.start('api')),
    Promise.all([database, temporal]).then(() => staff.start('worker')),
  ]);
}

/** A new user sees something happen; whoever stopped ingress finds it stopped. Never with systems that are not the sandbox. */
async function startIngressOnce(api: StartApi, { state, terminal }: Options): Promise<boolean> {
  if (existsSync(state.startedFile)) return false;
  const refusal = (await api.changeNewConfig(withSandboxLanguage)) ?? (await api.startIngress());
  if (refusal !== undefined) {
    terminal.say(`ingress was not started: ${refusal}`);
    return false;
  }
  writeFileSync(state.startedFile, `${new Date().toISOString()}\n`);
  return true;
}

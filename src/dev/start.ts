import { failStart } from '../process/fatal.js';
import { onShutdown } from '../process/shutdown.js';
import { readSettings } from '../settings.js';
import { endAllLimitMs } from './limits.js';
import { bringUp } from './start/bringUp.js';
import { watchParent } from './start/parent.js';
import { planOf } from './start/plan.js';
import { checkPorts } from './start/ports.js';
import { claimRun } from './start/runFile.js';
import { makeKey, makeStateFolder, stateFolder } from './start/stateFolder.js';
import { openStaff } from './start/staff.js';
import { openTerminal } from './start/terminal.js';

/** `npm start`: everything that Passerelle needs, in one terminal, until Ctrl-C. */
async function start(env: NodeJS.ProcessEnv): Promise<void> {
  const settings = readSettings(env);
  const terminal = openTerminal();
  const state = stateFolder(settings);
  makeStateFolder(state);
  const run = await claimRun(state.runFile);
  process.on('exit', () => run.release());
  const plan = planOf(settings, env);
  const ports = await checkPorts(plan.ports);
  makeKey(state);

  const ending = new AbortController();
  const staff = openStaff({
    settings,
    plan,
    ports,
    state,
    env,
    terminal,
    record: (name, server) => run.record(name, server),
  });
  const endAll = async () => {
    ending.abort();
    run.markEnding();
    terminal.endProgress();
    await staff.end();
  };
  // After a second Ctrl-C, or when time is up.
  process.on('exit', () => staff.kill());
  const shutDown = onShutdown(
    async (reason) => {
      terminal.say(`Ending (${reason}) …`);
      await endAll();
      terminal.say('Ended. The next start goes on from here.');
    },
    { logger: { info: () => {}, error: (_facts, words) => terminal.say(words) }, limitMs: endAllLimitMs },
  );
  watchParent(env, () => shutDown('npm is gone'));
  try {
    await bringUp({ settings, plan, ports, state, terminal, staff, ending: ending.signal });
  } catch (error) {
    if (ending.signal.aborted) return;
    await endAll();
    throw error;
  }
}

try {
  await start(process.env);
} catch (error) {
  failStart(error);
}

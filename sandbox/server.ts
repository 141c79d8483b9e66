import { createCampaign } from './campaign/index.js';
import { createDataverse, type Dataverse } from './dataverse/index.js';
import { type SeedData, usualSeedData } from './dataverse/seedData.js';
import { createEntra } from './entra/index.js';
import { createIms } from './ims/index.js';
import { type SandboxSettings, sandboxSettings } from './settings.js';
import { endWithinMs } from './shell/limits.js';
import { createShell, type Shell } from './shell/shell.js';

try {
  run(sandboxSettings(process.env));
} catch (error) {
  giveUp(error);
}

function run(settings: SandboxSettings): void {
  const { shell, dataverse } = assemble(settings);
  if (!shell.load()) dataverse.populate();
  dataverse.live(settings.SANDBOX_LIFE);
  const { server } = shell;
  server.once('error', (error: NodeJS.ErrnoException) => giveUp(error.code === 'EADDRINUSE' ? taken(settings) : error));
  server.listen(settings.SANDBOX_PORT, settings.SANDBOX_HOST, () => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : settings.SANDBOX_PORT;
    process.stdout.write(`${JSON.stringify({ ready: true, port })}\n`);
  });
  endOnRequest(shell);
}

function assemble(settings: SandboxSettings) {
  const { SANDBOX_SEED: seed, SANDBOX_STATE_FILE: stateFile } = settings;
  let dataverse: Dataverse | undefined;
  const shell = createShell({
    seed,
    stateFile,
    services(clock) {
      const entra = createEntra({ clock });
      const ims = createIms({ clock });
      dataverse = createDataverse({ seed, clock, entra, seedData: seedDataOf(settings) });
      return { guards: [entra, ims], systems: [dataverse, createCampaign({ seed, clock, ims })] };
    },
  });
  if (!dataverse) throw new Error('the shell made no services');
  return { shell, dataverse };
}

function seedDataOf({ SANDBOX_CONTACTS: contact, SANDBOX_TABLES: tables }: SandboxSettings): SeedData {
  if (tables === 'usual') return { contact, ...usualSeedData(contact) };
  const named = tables === 'none' ? [] : tables.split(',').map((part) => part.split(':'));
  return { contact, ...Object.fromEntries(named.map(([table = '', rows]) => [table, Number(rows)])) };
}

/** By signal, or because the process that forked this one is gone. */
function endOnRequest(shell: Shell): void {
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(1), endWithinMs).unref();
    shell.end().then(() => process.exit(0), giveUp);
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  process.once('disconnect', end);
}

function taken({ SANDBOX_HOST, SANDBOX_PORT }: SandboxSettings): string {
  return `${SANDBOX_HOST}:${SANDBOX_PORT} is taken; set SANDBOX_PORT to another port.`;
}

function giveUp(error: unknown): void {
  process.stderr.write(`sandbox: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

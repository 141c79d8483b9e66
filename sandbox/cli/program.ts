import type { Writable } from 'node:stream';
import { Command } from 'commander';
import { addCampaignCommands } from './campaign.js';
import { addContactCommands } from './contacts.js';
import { addDynamicsCommands } from './dynamics.js';
import { addInspectCommands } from './inspect.js';
import { createRemote } from './remote.js';
import { addTroubleCommands } from './trouble.js';

const defaultUrl = 'http://127.0.0.1:8090';

/** The command line over the control API of a running sandbox; results go to `output`. */
export function createProgram(output: Writable, url = defaultUrl): Command {
  const program = new Command('sandbox')
    .description('Looks into a running sandbox and disturbs it. Every command calls its control API (docs/sandbox.md).')
    .option('--url <url>', 'where the sandbox listens', url)
    .showHelpAfterError();
  const remote = () => createRemote(program.opts<{ url: string }>().url, output);
  addContactCommands(program, remote);
  addDynamicsCommands(program, remote);
  addCampaignCommands(program, remote);
  addTroubleCommands(program, remote);
  addInspectCommands(program, remote);
  return program;
}

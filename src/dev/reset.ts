import { relative } from 'node:path';
import { CannotStart } from '../core/problems/failures.js';
import { failStart } from '../process/fatal.js';
import { readSettings } from '../settings.js';
import { projectRoot } from './projectRoot.js';
import { claimRun, livingOwner } from './start/runFile.js';
import { emptyStateFolder, makeStateFolder, stateFolder } from './start/stateFolder.js';

/** `npm run reset`: forgets everything that `npm start` kept. Downloaded servers stay. */
async function reset(): Promise<void> {
  const state = stateFolder(readSettings(process.env));
  const owner = livingOwner(state.runFile);
  if (owner !== undefined) throw new CannotStart('already-started', { params: { pid: owner } });
  makeStateFolder(state);
  // Ends what a killed start left running on these files.
  await claimRun(state.runFile);
  emptyStateFolder(state);
  console.error(`Emptied ${relative(projectRoot, state.path) || state.path}.`);
}

try {
  await reset();
} catch (error) {
  failStart(error);
}

import { instanceSettings } from '../../core/config/settings.js';
import { instancePath, ofInstance } from './address.js';
import type { Operation } from './operation.js';
import { etag, ifMatch } from './version.js';

/** What an administrator sets for an instance. */
export const settingsOperations = {
  readSettings: {
    method: 'get',
    path: `${instancePath}/settings`,
    summary: 'Read the settings of an instance',
    description: 'Version 0 is what the product comes with.',
    parameters: ofInstance,
    answers: { 200: { schema: instanceSettings, description: 'The settings.', headers: etag } },
    problems: [404, 503],
  },
  saveSettings: {
    method: 'put',
    path: `${instancePath}/settings`,
    summary: 'Save the settings of an instance as the next version',
    description:
      'Guardrails count from the next save or replay on; what lanes obey, from the next start on. Members left out get their defaults.',
    parameters: ofInstance,
    headers: ifMatch,
    body: instanceSettings,
    answers: { 200: { schema: instanceSettings, description: 'The settings as saved.', headers: etag } },
    problems: [404, 412, 413, 415, 422, 428, 503],
  },
} as const satisfies Record<string, Operation>;

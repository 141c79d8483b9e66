import { createHash } from 'node:crypto';
import type { SystemName } from '../../core/names.js';

/** The name under which pauses and counters of one login stand: tells logins apart, gives nothing of them away. */
export const credentialName = (system: SystemName, url: string, clientId: string) =>
  `${system}:${createHash('sha256').update(`${url}\n${clientId}`).digest('hex').slice(0, 16)}`;

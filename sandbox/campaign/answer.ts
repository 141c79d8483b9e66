import type { SandboxResponse } from '../shell/system.js';
import type { EngineError } from './errors.js';
import type { CampaignSettings } from './settings.js';

export const json = (status: number, body: unknown): SandboxResponse => ({ status, body: JSON.stringify(body) });

/** The gateway in front of Campaign speaks JSON, the engine plain text or a JSON string (reference adobe-campaign-api §10.1). */
export function engineRefusal({ status, message }: EngineError, { engineErrors }: CampaignSettings): SandboxResponse {
  if (engineErrors === 'json') return json(status, message);
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: message };
}

export const oops = (code: number): SandboxResponse =>
  json(code, { code, message: 'Oops. Something went wrong. Check your URI and try again.' });

import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import {
  type Clock,
  ControlRefused,
  type SandboxRequest,
  type SandboxResponse,
  type Service,
} from '../shell/system.js';
import { throttleWindowMs } from './limits.js';
import { imsSettings } from './settings.js';

export interface ImsOptions {
  readonly clock: Clock;
  readonly clientId?: string;
}

export interface Ims extends Service {
  readonly name: 'ims';
  readonly clientId: string;
  /** Whether an `Authorization` header holds a token that is alive. */
  admits(authorization: string | undefined): boolean;
}

/** The token endpoint of Adobe's identity service for OAuth server-to-server (reference adobe-campaign-api §1.1). */
export function createIms({ clock, clientId = 'passerelle-campaign' }: ImsOptions): Ims {
  const defaults = imsSettings.parse({});
  let settings = defaults;
  /** `Bearer <token>` to the time of its end in milliseconds. */
  const alive = new Map<string, number>();
  let window = { start: 0, requests: 0 };

  function throttled(now: number): number | undefined {
    if (settings.tokenRequestsPerMinute === 0) return undefined;
    if (now - window.start >= throttleWindowMs) window = { start: now, requests: 0 };
    window.requests += 1;
    if (window.requests <= settings.tokenRequestsPerMinute) return undefined;
    return Math.ceil((window.start + throttleWindowMs - now) / 1000);
  }

  function issue(scope: string, now: number): SandboxResponse {
    for (const [token, end] of alive) if (end <= now) alive.delete(token);
    const token = accessToken({ clientId, scope, now, seconds: settings.tokenSeconds });
    alive.set(`Bearer ${token}`, now + settings.tokenSeconds * 1000);
    return json(200, { access_token: token, token_type: 'bearer', expires_in: settings.tokenSeconds });
  }

  function handle(request: SandboxRequest): SandboxResponse {
    if (!request.path.endsWith('/token/v3')) return json(404, { error: 'not_found' });
    if (request.method !== 'POST') return json(405, { error: 'method_not_allowed' });
    const now = clock.now();
    const waitSeconds = throttled(now);
    if (waitSeconds !== undefined) {
      return { ...json(429, { error: 'too_many_requests' }), headers: { 'retry-after': String(waitSeconds) } };
    }
    const form = new URLSearchParams(request.body);
    const field = (name: string): string => form.get(name) ?? request.query.get(name) ?? '';
    if (field('grant_type') === '') return refusal(400, 'invalid_request', 'grant_type is missing');
    if (field('grant_type') !== 'client_credentials') return refusal(400, 'unsupported_grant_type');
    if (field('client_id') !== clientId) return refusal(400, 'invalid_client', 'invalid client_id parameter');
    if (!settings.clientSecrets.includes(field('client_secret'))) {
      return refusal(401, 'invalid_client', 'invalid client_secret parameter');
    }
    if (field('scope').trim() === '') return refusal(400, 'invalid_scope');
    return issue(field('scope'), now);
  }

  return {
    name: 'ims',
    clientId,
    handle,
    expireTokens: () => alive.clear(),
    reset() {
      alive.clear();
      settings = defaults;
      window = { start: 0, requests: 0 };
    },
    settings: () => settings,
    configure(patch) {
      const parsed = imsSettings.safeParse({ ...settings, ...patch });
      if (!parsed.success) throw new ControlRefused(z.prettifyError(parsed.error));
      settings = parsed.data;
    },
    admits: (authorization) => {
      if (authorization === undefined) return false;
      const end = alive.get(authorization) ?? alive.get(authorization.replace(/^bearer +/i, 'Bearer '));
      return end !== undefined && end > clock.now();
    },
  };
}

/** Looks like the signed tokens of IMS; nobody but this service has to understand it. */
function accessToken(claims: { clientId: string; scope: string; now: number; seconds: number }): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const payload = {
    id: randomBytes(12).toString('hex'),
    type: 'access_token',
    client_id: claims.clientId,
    scope: claims.scope,
    created_at: String(claims.now),
    expires_in: String(claims.seconds * 1000),
  };
  return `${part({ alg: 'RS256', kid: 'ims_na1-key-at-1.cer' })}.${part(payload)}.${randomBytes(64).toString('base64url')}`;
}

function refusal(status: number, error: string, description?: string): SandboxResponse {
  return json(status, description === undefined ? { error } : { error, error_description: description });
}

const json = (status: number, body: object): SandboxResponse => ({ status, body: JSON.stringify(body) });

import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  type Clock,
  ControlRefused,
  type SandboxRequest,
  type SandboxResponse,
  type Service,
} from '../shell/system.js';
import { faults, type TokenFault } from './errors.js';
import { entraSettings } from './settings.js';

interface EntraOptions {
  readonly clock: Clock;
  readonly tenant?: string;
  readonly clientId?: string;
}

export interface Entra extends Service {
  readonly name: 'entra';
  readonly tenant: string;
  /** The client that an `Authorization` header speaks for, while its token lives. */
  clientOf(authorization: string | undefined): string | undefined;
}

/** The token endpoint of the Microsoft identity platform for client credentials (reference dataverse-web-api §1). */
export function createEntra({ clock, tenant = 'sandbox', clientId = 'passerelle-dynamics' }: EntraOptions): Entra {
  const defaults = entraSettings.parse({});
  let settings = defaults;
  const alive = new Map<string, { readonly client: string; readonly end: number }>();

  function handle(request: SandboxRequest): SandboxResponse {
    const [, askedTenant, , version, action] = request.path.split('/');
    if (version !== 'v2.0' || action !== 'token') return { status: 404 };
    if (request.method !== 'POST') return refusal(faults.notPost, clock.now());
    if (settings.unavailableSeconds > 0) {
      const answer = refusal(faults.unavailable, clock.now());
      return { ...answer, headers: { ...answer.headers, 'retry-after': String(settings.unavailableSeconds) } };
    }
    const fault = askedTenant === tenant ? faultOf(request) : faults.unknownTenant;
    return fault ? refusal(fault, clock.now()) : issue();
  }

  function faultOf(request: SandboxRequest): TokenFault | undefined {
    const form = new URLSearchParams(request.body);
    const { id, secret } = credentialsOf(form, request.headers.authorization);
    const grant = form.get('grant_type');
    if (grant === null) return faults.grantMissing;
    if (grant !== 'client_credentials') return faults.grantUnsupported;
    if (!id) return faults.clientMissing;
    if (id !== clientId) return faults.unknownClient;
    if (!secret) return faults.secretMissing;
    if (settings.secretExpired) return faults.secretExpired;
    if (secret !== settings.clientSecret) return faults.wrongSecret;
    return faultOfScope(form.get('scope'), request.host);
  }

  function issue(): SandboxResponse {
    const now = clock.now();
    for (const [token, { end }] of alive) if (end <= now) alive.delete(token);
    const token = accessToken(clientId, now, settings.tokenSeconds);
    alive.set(token, { client: clientId, end: now + settings.tokenSeconds * 1000 });
    return {
      status: 200,
      headers: { 'cache-control': 'no-store, no-cache', pragma: 'no-cache' },
      body: JSON.stringify({
        token_type: 'Bearer',
        expires_in: settings.tokenSeconds,
        ext_expires_in: settings.tokenSeconds,
        access_token: token,
      }),
    };
  }

  return {
    name: 'entra',
    tenant,
    handle,
    clientOf(authorization) {
      if (authorization === undefined || !/^bearer /i.test(authorization)) return undefined;
      const live = alive.get(authorization.slice('bearer '.length).trim());
      return live && live.end > clock.now() ? live.client : undefined;
    },
    expireTokens: () => alive.clear(),
    reset() {
      alive.clear();
      settings = defaults;
    },
    settings: () => settings,
    configure(patch) {
      const parsed = entraSettings.safeParse({ ...settings, ...patch });
      if (!parsed.success) throw new ControlRefused(z.prettifyError(parsed.error));
      settings = parsed.data;
    },
  };
}

function credentialsOf(form: URLSearchParams, authorization = ''): { id: string | null; secret: string | null } {
  if (!/^basic /i.test(authorization)) return { id: form.get('client_id'), secret: form.get('client_secret') };
  const plain = Buffer.from(authorization.slice('basic '.length), 'base64').toString();
  const colon = plain.indexOf(':');
  const [id, secret] = [plain.slice(0, colon), plain.slice(colon + 1)].map((part) => decodeURIComponent(part));
  return { id: id ?? null, secret: secret ?? null };
}

/** The scope is the environment's origin and `/.default`; a doubled slash is a wrong resource, as outside. */
function faultOfScope(scope: string | null, host: string): TokenFault | undefined {
  if (scope === null || scope === '') return faults.scopeMissing;
  if (!scope.endsWith('/.default')) return faults.scopeNotDefault;
  const resource = scope.slice(0, -'/.default'.length);
  return resource === host || resource === `${host}/dynamics` ? undefined : faults.unknownResource;
}

/** Looks like a signed token; only this service has to understand it. */
function accessToken(client: string, now: number, seconds: number): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    appid: client,
    iat: Math.floor(now / 1000),
    exp: Math.floor(now / 1000) + seconds,
    uti: randomUUID(),
  };
  return `${part({ typ: 'JWT', alg: 'RS256', kid: 'sandbox' })}.${part(claims)}.${randomBytes(256).toString('base64url')}`;
}

function refusal({ status, error, number, text }: TokenFault, now: number): SandboxResponse {
  const timestamp = `${new Date(now).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const traceId = randomUUID();
  const correlationId = randomUUID();
  const description = `AADSTS${number}: ${text} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`;
  return {
    status,
    headers: { 'cache-control': 'no-store, no-cache', pragma: 'no-cache' },
    body: JSON.stringify({
      error,
      error_description: description,
      error_codes: [number],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
    }),
  };
}

import type { DynamicsConnection } from '../../core/connections.js';
import { CannotGoOn, PassesByItself } from '../../core/problems/failures.js';
import type { ProblemCode } from '../../core/problems/problem.js';
import { type Login, openLogin } from '../http/index.js';

/** Logs in to Microsoft Entra with client credentials (reference dataverse-web-api §1). */
export function openEntra(connection: DynamicsConnection, secret: () => Promise<string>): Login {
  return openLogin({
    tokenUrl: connection.tokenUrl ?? `https://login.microsoftonline.com/${connection.tenant}/oauth2/v2.0/token`,
    form: async () => ({
      grant_type: 'client_credentials',
      client_id: connection.clientId,
      client_secret: await secret(),
      scope: `${new URL(connection.url).origin}/.default`,
    }),
    unavailable: (reason, retryAfterMs) =>
      new PassesByItself('dynamics-login-unavailable', { system: 'dynamics', params: { reason }, retryAfterMs }),
    refused: entraRefusal,
  });
}

/** By AADSTS number first, then by OAuth error: the texts change. */
export function entraRefusal(status: number, body: Readonly<Record<string, unknown>> | null): CannotGoOn {
  const numbers = Array.isArray(body?.['error_codes']) ? (body['error_codes'] as unknown[]).map(Number) : [];
  const known = numbers.map((number) => byNumber.get(number)).find((code) => code !== undefined);
  const error = typeof body?.['error'] === 'string' && /^[a-z_]{1,40}$/.test(body['error']) ? body['error'] : null;
  const code =
    known ?? (error === 'invalid_resource' || error === 'invalid_scope' ? 'dynamics-environment-unknown' : null);
  const reason = numbers.length > 0 ? `AADSTS${numbers[0]}` : (error ?? `HTTP ${status}`);
  return new CannotGoOn(code ?? 'dynamics-login-refused', {
    scope: 'workflow',
    system: 'dynamics',
    params: { reason },
  });
}

const byNumber = new Map<number, ProblemCode>([
  [7000215, 'dynamics-secret-wrong'],
  [7000222, 'dynamics-secret-expired'],
  [700016, 'dynamics-client-unknown'],
  [7000229, 'dynamics-client-unknown'],
  [90002, 'dynamics-tenant-unknown'],
  [900021, 'dynamics-tenant-unknown'],
  [900023, 'dynamics-tenant-unknown'],
  [500011, 'dynamics-environment-unknown'],
  [70011, 'dynamics-environment-unknown'],
  [1002012, 'dynamics-environment-unknown'],
]);

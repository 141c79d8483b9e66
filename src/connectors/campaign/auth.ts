import type { CampaignConnection } from '../../core/connections.js';
import { CannotGoOn, PassesByItself } from '../../core/problems/failures.js';
import type { ProblemCode } from '../../core/problems/problem.js';
import { type Login, openLogin } from '../http/index.js';

/** Logs in to Adobe IMS, OAuth server-to-server (reference adobe-campaign-api §1.1). */
export function openIms(connection: CampaignConnection, secret: () => Promise<string>): Login {
  return openLogin({
    tokenUrl: connection.tokenUrl,
    form: async () => ({
      grant_type: 'client_credentials',
      client_id: connection.clientId,
      client_secret: await secret(),
      scope: connection.scopes,
    }),
    unavailable: (reason, retryAfterMs) =>
      new PassesByItself('campaign-login-unavailable', { system: 'campaign', params: { reason }, retryAfterMs }),
    refused: imsRefusal,
  });
}

export function imsRefusal(status: number, body: Readonly<Record<string, unknown>> | null): CannotGoOn {
  const error = typeof body?.['error'] === 'string' && /^[a-z_]{1,40}$/.test(body['error']) ? body['error'] : null;
  const code = byError.get(error ?? '') ?? 'campaign-login-refused';
  const params = { reason: error ?? `HTTP ${status}` };
  return new CannotGoOn(code, { scope: 'workflow', system: 'campaign', params });
}

const byError = new Map<string, ProblemCode>([
  ['invalid_client', 'campaign-secret-wrong'],
  ['invalid_client_secret', 'campaign-secret-wrong'],
  ['invalid_scope', 'campaign-scope-wrong'],
]);

import type { Ims } from '../ims/index.js';
import type { SandboxRequest, SandboxResponse } from '../shell/system.js';
import { json, oops } from './answer.js';
import type { CampaignSettings } from './settings.js';

interface Gateway {
  readonly tenant: string;
  readonly ims: Pick<Ims, 'clientId' | 'admits'>;
}

/** What the gateway refuses before the engine sees it, at no engine call (reference adobe-campaign-api §1.3). */
export function gatewayRefusal(
  request: SandboxRequest,
  { tenant, ims }: Gateway,
  settings: CampaignSettings,
): SandboxResponse | undefined {
  const key = request.headers['x-api-key'];
  if (key === undefined || key === '') return refusal(403, '403000', 'Api Key is required');
  if (key !== ims.clientId) return refusal(403, '403003', 'Api Key is invalid');
  if (!ims.admits(request.headers.authorization)) return refusal(401, '401013', 'Oauth token is not valid');
  if (!request.path.startsWith(`/${tenant}/campaign/`)) return oops(settings.unknownTenantStatus);
  if (!settings.provisioned) return refusal(403, '403023', 'Profile is not valid');
  return undefined;
}

const refusal = (status: number, error_code: string, message: string): SandboxResponse =>
  json(status, { error_code, message });

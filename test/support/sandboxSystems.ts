import { type Campaign, createCampaign } from '../../src/connectors/campaign/index.js';
import { createDynamics, type Dynamics } from '../../src/connectors/dynamics/index.js';
import { localPauses } from '../../src/connectors/http/index.js';
import type { Sandbox } from './sandbox.js';

/** What a test gets wrong on purpose. */
interface Change {
  readonly tenant?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
}

/** The connector to the sandbox's Dynamics, in this process. */
export function sandboxDynamics({ connections }: Pick<Sandbox, 'connections'>, change: Change = {}): Dynamics {
  const tenant = change.tenant ?? 'sandbox';
  return createDynamics(
    {
      url: String(connections['DYNAMICS_URL']),
      tenant,
      clientId: change.clientId ?? String(connections['DYNAMICS_CLIENT_ID']),
      clientSecret: change.clientSecret ?? String(connections['DYNAMICS_CLIENT_SECRET']),
      tokenUrl: String(connections['DYNAMICS_TOKEN_URL']).replace('sandbox', tenant),
    },
    { pauses: localPauses() },
  );
}

/** The connector to the sandbox's Campaign, in this process. */
export function sandboxCampaign({ connections }: Pick<Sandbox, 'connections'>, change: Change = {}): Campaign {
  return createCampaign(
    {
      url: String(connections['CAMPAIGN_URL']).replace('acme', change.tenant ?? 'acme'),
      organization: String(connections['CAMPAIGN_ORGANIZATION']),
      clientId: change.clientId ?? String(connections['CAMPAIGN_CLIENT_ID']),
      clientSecret: change.clientSecret ?? String(connections['CAMPAIGN_CLIENT_SECRET']),
      scopes: 'AdobeID,openid,campaign_sdk',
      tokenUrl: String(connections['CAMPAIGN_TOKEN_URL']),
    },
    { pauses: localPauses() },
  );
}

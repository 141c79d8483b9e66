import type { z } from 'zod';
import { campaignConnection, type Connections, connectionSecrets, dynamicsConnection } from '../core/connections.js';
import type { Settings } from '../settings.js';
import { SettingsError } from '../settings.js';

/** The instance that the settings describe; a system whose URL is not set keeps the connection that is stored. */
export interface InstanceSettings {
  readonly id: string;
  readonly stage: Settings['PASSERELLE_STAGE'];
  readonly connections: Partial<Connections>;
}

/** @throws SettingsError that names what is missing or wrong */
export function instanceOf(settings: Settings): InstanceSettings {
  const { DYNAMICS_CLIENT_SECRET, CAMPAIGN_CLIENT_SECRET } = settings;
  const connections: Partial<Connections> = {};
  if (settings.DYNAMICS_URL) {
    connections.dynamics = checked('DYNAMICS', dynamicsConnection.extend(connectionSecrets.shape), {
      url: settings.DYNAMICS_URL,
      tenant: settings.DYNAMICS_TENANT,
      clientId: settings.DYNAMICS_CLIENT_ID,
      clientSecret: DYNAMICS_CLIENT_SECRET,
      tokenUrl: settings.DYNAMICS_TOKEN_URL,
    });
  }
  if (settings.CAMPAIGN_URL) {
    connections.campaign = checked('CAMPAIGN', campaignConnection.extend(connectionSecrets.shape), {
      url: settings.CAMPAIGN_URL,
      organization: settings.CAMPAIGN_ORGANIZATION,
      clientId: settings.CAMPAIGN_CLIENT_ID,
      clientSecret: CAMPAIGN_CLIENT_SECRET,
      scopes: settings.CAMPAIGN_SCOPES,
      tokenUrl: settings.CAMPAIGN_TOKEN_URL,
    });
  }
  return { id: settings.PASSERELLE_INSTANCE, stage: settings.PASSERELLE_STAGE, connections };
}

function checked<T>(prefix: string, schema: z.ZodType<T>, values: Record<string, string | undefined>): T {
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const names = parsed.error.issues.map(
    ({ path }) => `${prefix}_${String(path[0]).replace(/[A-Z]/g, '_$&').toUpperCase()}`,
  );
  throw new SettingsError(
    `${prefix}_URL is set, so these are needed too and must be right: ${names.join(', ')}. The table in the README says what each takes.`,
  );
}

import { z } from 'zod';

const webAddress = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

/** Dynamics 365 connection (spec 1.5). `tokenUrl` differs from Entra's only for sovereign clouds and the sandbox. */
export const dynamicsConnection = z.strictObject({
  url: webAddress,
  tenant: z.string().min(1),
  clientId: z.string().min(1),
  tokenUrl: webAddress.optional(),
});
export type DynamicsConnection = z.infer<typeof dynamicsConnection>;

/** Adobe Campaign connection, OAuth server-to-server (spec 1.5). `url` ends before `/campaign`. */
export const campaignConnection = z.strictObject({
  url: webAddress,
  organization: z.string().min(1),
  clientId: z.string().min(1),
  scopes: z.string().min(1),
  tokenUrl: webAddress.default('https://ims-na1.adobelogin.com/ims/token/v3'),
});
export type CampaignConnection = z.infer<typeof campaignConnection>;

/** What is kept encrypted and never read back by a person. */
export const connectionSecrets = z.strictObject({ clientSecret: z.string().min(1) });
export type ConnectionSecrets = z.infer<typeof connectionSecrets>;

export interface Connections {
  dynamics: DynamicsConnection & ConnectionSecrets;
  campaign: CampaignConnection & ConnectionSecrets;
}

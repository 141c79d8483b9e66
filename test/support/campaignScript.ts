import type { ServerResponse } from 'node:http';
import { type Campaign, createCampaign } from '../../src/connectors/campaign/index.js';
import { localPauses, type PauseBoard } from '../../src/connectors/http/index.js';
import type { CampaignResource } from '../../src/core/metadata.js';
import type { Gate, KeyLookup } from '../../src/core/ports.js';
import { answer, type ScriptedServer, scriptedServer, type SeenRequest } from './scriptedServer.js';

/** What one call is answered with. */
export type Reply = (request: SeenRequest, response: ServerResponse) => void;

export interface ScriptedCampaign {
  readonly server: ScriptedServer;
  readonly campaign: Campaign;
  readonly pauses: PauseBoard;
  /** Answers the next calls to the API, in order; afterwards 201 to POST and 200 to the others, with the record. */
  readonly replies: Reply[];
  /** How the token endpoint answers; by default it hands out t1, t2, ... */
  login: Reply;
  /** Calls to the API so far, without logins. */
  calls(): SeenRequest[];
  close(): Promise<void>;
}

interface Options {
  ceiling?: number;
  pauses?: PauseBoard;
}

export async function scriptedCampaign({
  ceiling = 8,
  pauses = localPauses(),
}: Options = {}): Promise<ScriptedCampaign> {
  const replies: Reply[] = [];
  let logins = 0;
  const scripted = {
    login: ((_request, response) => {
      logins += 1;
      answer(response, 200, { access_token: `t${logins}`, token_type: 'bearer', expires_in: 86_399 });
    }) as Reply,
  };
  const server = await scriptedServer((request, response) => {
    if (request.url === '/ims/token/v3') return scripted.login(request, response);
    return (replies.shift() ?? record)(request, response);
  });
  const connection = {
    url: `${server.origin}/campaign-host/acme`,
    organization: 'ACME@AdobeOrg',
    clientId: 'client',
    clientSecret: 'secret',
    scopes: 'a,b',
    tokenUrl: `${server.origin}/ims/token/v3`,
  };
  const campaign = createCampaign(connection, { pauses, ceiling });
  return {
    server,
    campaign,
    pauses,
    replies,
    get login() {
      return scripted.login;
    },
    set login(reply) {
      scripted.login = reply;
    },
    calls: () => server.seen.filter(({ url }) => url !== '/ims/token/v3'),
    close: async () => {
      await campaign.close();
      await server.close();
    },
  };
}

export const collection = '/campaign-host/acme/campaign/profileAndServicesExt/profile';
export const storedProfile = {
  PKey: '@p1',
  externalId: 'k1',
  firstName: 'Noor',
  href: `https://mc.adobe.io/acme/campaign/profileAndServicesExt/profile/@p1`,
};
export const profile: CampaignResource = {
  name: 'profile',
  label: 'Profile',
  root: 'profileAndServicesExt',
  fields: {},
};
export const byPath: KeyLookup = { resource: profile, field: 'externalId', by: { by: 'path' } };
export const open: Gate = { signal: new AbortController().signal, check: () => undefined };

export const replying =
  (status: number, body: string | object = '', headers: Record<string, string> = {}): Reply =>
  (_request, response) =>
    answer(response, status, body, headers);

const record: Reply = ({ method }, response) => answer(response, method === 'POST' ? 201 : 200, storedProfile);

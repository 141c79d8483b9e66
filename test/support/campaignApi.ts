import assert from 'node:assert/strict';
import { z } from 'zod';

const anyRecord = z.record(z.string(), z.unknown());
export type Json = z.infer<typeof anyRecord>;

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as a JSON object; fails for any other. */
  readonly json: Json;
}

export type CampaignApi = ReturnType<typeof campaignApi>;

/** Campaign's API by hand, so that the sandbox is tested without the connector that is tested against it. */
export function campaignApi(origin: string, { tenant = 'acme', clientId = 'passerelle-campaign' } = {}) {
  const root = `${origin}/campaign-host/${tenant}/campaign`;
  let token: string | undefined;

  async function login(fields: Record<string, string> = {}): Promise<ApiAnswer> {
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'passerelle-campaign',
      client_secret: 'sandbox-campaign-secret',
      scope: 'AdobeID,openid,campaign_sdk',
      ...fields,
    });
    return answerOf(await fetch(`${origin}/ims/token/v3`, { method: 'POST', body }));
  }

  async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    token ??= String((await login()).json['access_token']);
    const url = path.startsWith('http') ? path : `${root}/${path}`;
    const sent = typeof body === 'string' ? body : JSON.stringify(body);
    return answerOf(
      await fetch(url, {
        method,
        headers: { authorization: `Bearer ${token}`, 'x-api-key': clientId, ...headers },
        ...(body === undefined ? {} : { body: sent }),
      }),
    );
  }

  async function wanted(status: number, answer: Promise<ApiAnswer>): Promise<ApiAnswer> {
    const got = await answer;
    assert.equal(got.status, status, got.text);
    return got;
  }

  return {
    root,
    login,
    send,
    /** Uses a token that was got elsewhere. */
    use: (other: string) => {
      token = other;
    },
    get: async (path: string): Promise<Json> => (await wanted(200, send('GET', path))).json,
    create: async (body: Json, path = 'profileAndServicesExt/profile'): Promise<Json> =>
      (await wanted(201, send('POST', path, body))).json,
    patch: async (path: string, body: Json): Promise<Json> => (await wanted(200, send('PATCH', path, body))).json,
    /** The refusal's text. */
    refused: async (status: number, method: string, path: string, body?: unknown): Promise<string> =>
      (await wanted(status, send(method, path, body))).text,
  };
}

async function answerOf(response: Response): Promise<ApiAnswer> {
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    get json() {
      return anyRecord.parse(JSON.parse(text));
    },
  };
}

/** The `content` of a list. */
export function contentOf(list: Json): Json[] {
  return z.array(anyRecord).parse(list['content']);
}

/** The address in a member such as `next`, `count`, `subscriptions`. */
export function hrefOf(owner: Json, member?: string): string {
  const holder = member === undefined ? owner : anyRecord.parse(owner[member]);
  return z.string().parse(holder['href']);
}

/** A member that is an object itself. */
export function inner(owner: Json, member: string): Json {
  return anyRecord.parse(owner[member]);
}

import { Pool } from 'undici';
import { endAfterTests } from './lifetime.js';

export type Json = Record<string, unknown>;

export interface DataverseAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** `{}` when the body is no JSON object. */
  readonly json: Json;
}

export interface DataversePage {
  readonly value: readonly Json[];
  readonly next: string | undefined;
  readonly delta: string | undefined;
  readonly answer: DataverseAnswer;
}

interface Options {
  readonly prefer?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export type DataverseApi = Awaited<ReturnType<typeof dataverseApi>>;

/** The simulated Dataverse over a plain HTTP client, so that a test sees what a library would hide. */
export async function dataverseApi(origin: string) {
  const pool = new Pool(origin, { connections: 64, headersTimeout: 20_000 });
  endAfterTests(() => pool.destroy());
  const root = `${origin}/dynamics/api/data/v9.2`;
  let token = await freshToken();

  async function post(path: string, form: Record<string, string>, headers: Json = {}): Promise<DataverseAnswer> {
    return call(
      'POST',
      `${origin}${path}`,
      {
        'content-type': 'application/x-www-form-urlencoded',
        ...(headers as Record<string, string>),
      },
      new URLSearchParams(form).toString(),
    );
  }

  async function freshToken(change: Record<string, string> = {}): Promise<string> {
    const answer = await post('/sandbox/oauth2/v2.0/token', { ...grant(origin), ...change });
    return String(answer.json['access_token']);
  }

  async function call(
    method: string,
    url: string,
    headers: Record<string, string>,
    body?: string,
  ): Promise<DataverseAnswer> {
    const { pathname, search } = new URL(url);
    const answer = await pool.request({ method, path: pathname + search, headers, body: body ?? null });
    // Not `text()`, which takes a byte order mark away.
    const text = Buffer.from(await answer.body.arrayBuffer()).toString();
    return { status: answer.statusCode, headers: answer.headers, text, json: objectIn(text) };
  }

  /** `path` stands behind the API's root, or is a whole address. */
  async function send(method: string, path: string, { prefer, headers, body }: Options = {}): Promise<DataverseAnswer> {
    const all: Record<string, string> = {
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      'if-none-match': 'null',
      ...(prefer !== undefined && { prefer }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    };
    const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
    return call(method, path.startsWith('http') ? path : `${root}/${path}`, all, text);
  }

  async function page(path: string, prefer?: string): Promise<DataversePage> {
    const answer = await send('GET', path, prefer === undefined ? {} : { prefer });
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
    const { value, '@odata.nextLink': next, '@odata.deltaLink': delta } = answer.json;
    return {
      value: Array.isArray(value) ? (value as Json[]) : [],
      next: typeof next === 'string' ? next : undefined,
      delta: typeof delta === 'string' ? delta : undefined,
      answer,
    };
  }

  return {
    root,
    post,
    send,
    page,
    get: async (path: string, options?: Options) => (await send('GET', path, options)).json,
    /** All pages from here on, and the delta link of the last. */
    async all(path: string, prefer?: string) {
      const value: Json[] = [];
      let pages = 0;
      for (let next: string | undefined = path; next !== undefined; ) {
        const read: DataversePage = await page(next, prefer);
        value.push(...read.value);
        pages += 1;
        if (read.next === undefined) return { value, pages, delta: read.delta ?? '' };
        next = read.next;
      }
      throw new Error('no page');
    },
    async create(body: Json): Promise<string> {
      const { status, headers, text } = await send('POST', 'contacts', { body });
      if (status !== 204) throw new Error(`${status} ${text}`);
      return /\((.*)\)$/u.exec(String(headers['odata-entityid']))?.[1] ?? '';
    },
    /** Status and code of an answer that is a refusal. */
    async refusal(method: string, path: string, options?: Options): Promise<[number, unknown]> {
      const { status, json } = await send(method, path, options);
      return [status, (json['error'] as Json | undefined)?.['code']];
    },
    async renew(change?: Record<string, string>) {
      token = await freshToken(change);
    },
  };
}

export const grant = (origin: string) => ({
  grant_type: 'client_credentials',
  client_id: 'passerelle-dynamics',
  client_secret: 'sandbox-dynamics-secret',
  scope: `${origin}/dynamics/.default`,
});

function objectIn(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return {};
  }
}

import type { Connections } from '../../core/connections.js';
import {
  type CallStats,
  credentialName,
  type Log,
  openClient,
  type PauseBoard,
  parseObject,
  RequestFailed,
  tokenCache,
} from '../http/index.js';
import { openEntra } from './auth.js';
import { type Asked, faultOf, noAnswer, oddAnswer } from './errors.js';
import { ceilingConcurrency, firstConcurrency, largestAnswerBytes, timeouts } from './limits.js';

export interface DynamicsOptions {
  readonly pauses: PauseBoard;
  readonly log?: Log | undefined;
  /** The most calls at once; `x-ms-dop-hint` may lower it. */
  readonly ceiling?: number | undefined;
  readonly longestWaitMs?: number | undefined;
  /** The client secret as it is now; without it, the connection's. */
  readonly secret?: (() => Promise<string>) | undefined;
}

export type Body = Readonly<Record<string, unknown>>;

/** Reads Dataverse's Web API: documents in, faults out. */
export interface DynamicsClient {
  readonly credential: string;
  /** URL of the API, without a slash at its end. */
  readonly api: string;
  /** @param path from the API's root on (`contacts?$select=...`), or the path of a link from `pathOfLink` (begins with a slash) */
  get(path: string, asked: Asked, signal: AbortSignal | undefined, prefer?: string): Promise<Body>;
  stats(): CallStats;
  close(): Promise<void>;
}

export function openDynamicsClient(connection: Connections['dynamics'], options: DynamicsOptions): DynamicsClient {
  const credential = credentialName('dynamics', connection.url, connection.clientId);
  const entra = openEntra(connection, options.secret ?? (async () => connection.clientSecret));
  const tokens = tokenCache(() => entra.login());
  const client = openClient({
    system: 'dynamics',
    credential,
    url: connection.url,
    tokens,
    pauses: options.pauses,
    timeouts,
    largestAnswerBytes,
    first: firstConcurrency,
    ceiling: options.ceiling ?? ceilingConcurrency,
    longestWaitMs: options.longestWaitMs,
    log: options.log,
  });
  const api = `${connection.url}/api/data/v9.2`;
  const apiPath = new URL(api).pathname;

  const send = async (path: string, headers: readonly string[], signal: AbortSignal | undefined) => {
    try {
      return await client.send({ method: 'GET', path, headers, signal });
    } catch (failure) {
      if (!(failure instanceof RequestFailed)) throw failure;
      signal?.throwIfAborted();
      throw noAnswer(failure);
    }
  };

  return {
    credential,
    api,
    async get(path, asked, signal, prefer) {
      const headers = prefer === undefined ? fixedHeaders : [...fixedHeaders, 'prefer', prefer];
      const answer = await send(path.startsWith('/') ? path : `${apiPath}/${path}`, headers, signal);
      const hint = Number(answer.headers['x-ms-dop-hint']);
      if (hint >= 1) client.limiter.congestion.bound(Math.floor(hint));
      if (answer.status !== 200) throw faultOf(answer, asked, tokens.refusals);
      const body = parseObject(answer.text);
      if (body === null) throw oddAnswer('no JSON object');
      return body;
    },
    stats: () => client.stats(),
    close: async () => {
      await Promise.all([client.close(), entra.close()]);
    },
  };
}

/** Reference dataverse-web-api §2. */
const fixedHeaders = [
  'accept',
  'application/json',
  'odata-version',
  '4.0',
  'odata-maxversion',
  '4.0',
  'if-none-match',
  'null',
];

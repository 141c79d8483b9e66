import type { Connections } from '../../core/connections.js';
import type { CampaignResource } from '../../core/metadata.js';
import type { Gate } from '../../core/ports.js';
import {
  type Answer,
  type Call,
  type CallStats,
  credentialName,
  type Log,
  openClient,
  type PauseBoard,
  RequestFailed,
  tokenCache,
} from '../http/index.js';
import { openIms } from './auth.js';
import { noAnswer } from './errors.js';
import { largestAnswerBytes, timeouts } from './limits.js';

export interface CampaignOptions {
  readonly pauses: PauseBoard;
  readonly log?: Log | undefined;
  /** The most calls at once that are ever tried. */
  readonly ceiling?: number | undefined;
  readonly longestWaitMs?: number | undefined;
  /** The client secret as it is now; without it, the connection's. */
  readonly secret?: (() => Promise<string>) | undefined;
}

/** Sends calls to Campaign's API and hands back whole answers of any status. */
export interface CampaignClient {
  readonly credential: string;
  /** Path of the API, up to and with `/campaign`. */
  readonly basePath: string;
  pathOf(resource: Pick<CampaignResource, 'root' | 'name'>): string;
  /** @throws PassesByItself, with `outcomeUnknown` when it writes and may have landed; what the gate or the login throws */
  call(method: Call['method'], path: string, gate: Partial<Gate>, body?: string): Promise<Answer>;
  /** Some answer was a success. */
  readonly worked: boolean;
  readonly refusals: number;
  stats(): CallStats;
  close(): Promise<void>;
}

export function openCampaignClient(connection: Connections['campaign'], options: CampaignOptions): CampaignClient {
  const credential = credentialName('campaign', connection.url, connection.clientId);
  const ims = openIms(connection, options.secret ?? (async () => connection.clientSecret));
  const tokens = tokenCache(() => ims.login());
  const client = openClient({
    system: 'campaign',
    credential,
    url: connection.url,
    tokens,
    pauses: options.pauses,
    timeouts,
    largestAnswerBytes,
    ceiling: options.ceiling,
    longestWaitMs: options.longestWaitMs,
    log: options.log,
  });
  const basePath = new URL(`${connection.url}/campaign`).pathname;
  const headers = ['x-api-key', connection.clientId, 'accept', 'application/json', 'cache-control', 'no-cache'];
  const headersWithBody = [...headers, 'content-type', 'application/json'];
  let worked = false;

  return {
    credential,
    basePath,
    pathOf: ({ root, name }) => `${basePath}/${root}/${name}`,
    async call(method, path, gate, body) {
      try {
        const answer = await client.send({
          method,
          path,
          headers: body === undefined ? headers : headersWithBody,
          body,
          signal: gate.signal,
          check: gate.check === undefined ? undefined : () => gate.check?.(kinds[method]),
        });
        if (answer.status < 300) worked = true;
        return answer;
      } catch (failure) {
        if (!(failure instanceof RequestFailed)) throw failure;
        if (method === 'GET') gate.signal?.throwIfAborted();
        throw noAnswer(failure, method !== 'GET');
      }
    },
    get worked() {
      return worked;
    },
    get refusals() {
      return tokens.refusals;
    },
    stats: () => client.stats(),
    close: async () => {
      await Promise.all([client.close(), ims.close()]);
    },
  };
}

const kinds = { POST: 'create', GET: 'read', PATCH: 'update', DELETE: 'delete' } as const;

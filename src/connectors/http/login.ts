import type { Answer } from './answer.js';
import { largestLoginBytes, loginPauseMs, loginTimeouts } from './limits.js';
import { openOrigin } from './origin.js';
import { parseObject } from './parseObject.js';
import { RequestFailed } from './requestFailed.js';
import { retryAfterMs } from './retryAfter.js';
import type { Token } from './tokens.js';

export interface LoginOptions {
  readonly tokenUrl: string;
  /** Asked each time, so that a rotated secret is used from the next login. */
  readonly form: () => Promise<Record<string, string>>;
  /** Makes the fault of an endpoint that does not answer, or asks to wait. */
  readonly unavailable: (reason: string, retryAfterMs: number) => Error;
  /** Makes the fault of a login that is refused; `body` is the parsed answer, or null when it is no JSON object. */
  readonly refused: (status: number, body: Readonly<Record<string, unknown>> | null) => Error;
}

export interface Login {
  /** Asks for a token (OAuth client credentials). An endpoint that failed is left alone for a while. */
  login(): Promise<Token>;
  close(): Promise<void>;
}

export function openLogin({ tokenUrl, form, unavailable, refused }: LoginOptions): Login {
  const origin = openOrigin(tokenUrl, {
    connections: 1,
    timeouts: loginTimeouts,
    largestAnswerBytes: largestLoginBytes,
  });
  const { pathname, search } = new URL(tokenUrl);
  let leftAlone: { until: number; reason: string } = { until: 0, reason: '' };

  const leaveAlone = (reason: string, forMs: number) => {
    leftAlone = { until: Date.now() + forMs, reason };
    return unavailable(reason, forMs);
  };

  const ask = async (): Promise<Answer> => {
    const body = new URLSearchParams(await form()).toString();
    try {
      return await origin.send({ method: 'POST', path: pathname + search, headers: formHeaders, body });
    } catch (failure) {
      if (failure instanceof RequestFailed) throw leaveAlone(failure.reason, loginPauseMs);
      throw failure;
    }
  };

  return {
    async login() {
      const waitMs = leftAlone.until - Date.now();
      if (waitMs > 0) throw unavailable(leftAlone.reason, waitMs);
      const { status, headers, text } = await ask();
      const body = parseObject(text);
      const token = status === 200 ? readToken(body) : null;
      if (token !== null) return token;
      const passes = status < 400 || status === 408 || status === 429 || status >= 500 || body === null;
      if (!passes && body['error'] !== 'temporarily_unavailable') throw refused(status, body);
      throw leaveAlone(
        `HTTP ${status}`,
        retryAfterMs(headers['retry-after'], headers['date'], Date.now()) ?? loginPauseMs,
      );
    },
    close: () => origin.close(),
  };
}

const formHeaders = ['content-type', 'application/x-www-form-urlencoded', 'accept', 'application/json'];

function readToken(body: Readonly<Record<string, unknown>> | null): Token | null {
  const value = body?.['access_token'];
  const seconds = Number(body?.['expires_in']);
  return typeof value === 'string' && value !== '' && seconds > 0 ? { value, lifetimeMs: seconds * 1000 } : null;
}

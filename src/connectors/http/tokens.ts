import { renewAgainMs, renewAtPart } from './limits.js';

export interface Token {
  readonly value: string;
  readonly lifetimeMs: number;
}

/** The access token of one credential. */
export interface Tokens {
  /** The token, or null when there is none that is good: then `renew`. Begins a renewal by the way when 90 % of its life are over. */
  current(): string | null;
  /** Asks for a new token; callers at the same time share one request. Throws what `login` throws. */
  renew(): Promise<string>;
  /** The system refused this token: it is not handed out again. */
  drop(value: string): void;
  /** The system took the token. */
  accepted(): void;
  /** Different tokens refused in a row. */
  readonly refusals: number;
}

/** @param login asks the token endpoint */
export function tokenCache(login: () => Promise<Token>): Tokens {
  let held: { value: string; renewAt: number; expiresAt: number } | null = null;
  let renewing: Promise<string> | null = null;
  let refusals = 0;

  const renew = () => {
    renewing ??= login()
      .then(({ value, lifetimeMs }) => {
        const now = Date.now();
        held = { value, renewAt: now + lifetimeMs * renewAtPart, expiresAt: now + lifetimeMs };
        return value;
      })
      .finally(() => {
        renewing = null;
      });
    return renewing;
  };

  /** A failure is no harm as long as the old token is good; afterwards callers wait for `renew` and hear of it. */
  const renewByTheWay = (holding: { renewAt: number }) => {
    holding.renewAt = Date.now() + renewAgainMs;
    renew().catch(() => undefined);
  };

  return {
    current() {
      if (held === null) return null;
      const now = Date.now();
      if (now >= held.expiresAt) return null;
      if (now >= held.renewAt) renewByTheWay(held);
      return held.value;
    },
    renew,
    drop(value) {
      if (held?.value !== value) return;
      held = null;
      refusals += 1;
    },
    accepted() {
      refusals = 0;
    },
    get refusals() {
      return refusals;
    },
  };
}

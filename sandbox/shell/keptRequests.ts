import { journalBodyChars, journalRequests } from './limits.js';
import type { SandboxRequest } from './system.js';

/** What a caller sent beside method and path. */
export interface SentRequest {
  readonly headers: SandboxRequest['headers'];
  readonly body: string;
}

/** Headers and bodies of the last requests, by their number in the journal; only while someone asked for them. */
export interface KeptRequests {
  /** Turned off, it forgets what it has. */
  turn(on: boolean): void;
  isOn(): boolean;
  add(seq: number, sent: SentRequest): void;
  of(seq: number): SentRequest | undefined;
  clear(): void;
}

export function createKeptRequests(): KeptRequests {
  let on = false;
  let ring: (SentRequest & { readonly seq: number })[] = [];
  return {
    turn(wanted) {
      on = wanted;
      if (!on) ring = [];
    },
    isOn: () => on,
    add(seq, { headers, body }) {
      if (!on) return;
      ring[seq % journalRequests] = {
        seq,
        headers: { ...headers, ...(headers['authorization'] && { authorization: '…' }) },
        body: body.slice(0, journalBodyChars).replace(/\b(client_secret=)[^&]*/gu, '$1…'),
      };
    },
    of(seq) {
      const kept = ring[seq % journalRequests];
      return kept?.seq === seq ? { headers: kept.headers, body: kept.body } : undefined;
    },
    clear() {
      ring = [];
    },
  };
}

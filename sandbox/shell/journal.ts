import { createKeptRequests, type SentRequest } from './keptRequests.js';
import { journalEntries } from './limits.js';
import type { SandboxResponse, ServiceName } from './system.js';

export interface JournalEntry extends Partial<SentRequest> {
  /** Rises by one with each entry, in the order in which the requests took effect. */
  readonly seq: number;
  /** When the request had come in, milliseconds since 1970. */
  readonly at: number;
  readonly system: ServiceName;
  readonly method: string;
  /** With the query, as it was called. */
  readonly path: string;
  readonly key?: string | undefined;
  /** `null`: the caller was told nothing. */
  readonly status: number | null;
  readonly applied: NonNullable<SandboxResponse['applied']>;
  readonly engineCalls?: number | undefined;
  /** The fault that acted on this request. */
  readonly fault?: string | undefined;
  /** The last characters of the access token: processes that share a login have tokens of their own. */
  readonly token?: string | undefined;
  /** The caller's port: requests of one connection come one after the other. */
  readonly port: number;
}

interface Selection {
  readonly system?: string | undefined;
  readonly since: number;
  readonly limit: number;
}

/** The last requests, as a ring: the oldest make room. */
export interface Journal {
  add(entry: Omit<JournalEntry, 'seq' | keyof SentRequest>, sent: SentRequest): void;
  /** The oldest that match, so that a reader goes on with `since` = the last `seq` that it got. */
  read(selection: Selection): readonly JournalEntry[];
  last(): number;
  /** 0 turns it off. */
  keep(entries: number): void;
  kept(): number;
  /** Whether headers and bodies are kept as well. */
  keepRequests(on: boolean): void;
  keepsRequests(): boolean;
  clear(): void;
}

export function createJournal(): Journal {
  let capacity = journalEntries;
  let ring: JournalEntry[] = [];
  let seq = 0;
  const requests = createKeptRequests();

  const oldest = (): number => Math.max(1, seq - capacity + 1);

  return {
    add(entry, sent) {
      if (capacity === 0) return;
      seq += 1;
      // Member by member: this runs on every request, and a spread costs more than all else here.
      ring[seq % capacity] = {
        seq,
        at: entry.at,
        system: entry.system,
        method: entry.method,
        path: entry.path,
        key: entry.key,
        status: entry.status,
        applied: entry.applied,
        engineCalls: entry.engineCalls,
        fault: entry.fault,
        token: entry.token,
        port: entry.port,
      };
      requests.add(seq, sent);
    },
    read({ system, since, limit }) {
      const found: JournalEntry[] = [];
      for (let next = Math.max(since + 1, oldest()); next <= seq && found.length < limit; next++) {
        const entry = ring[next % capacity];
        if (entry?.seq === next && (system === undefined || entry.system === system))
          found.push({ ...entry, ...requests.of(next) });
      }
      return found;
    },
    last: () => seq,
    keep(entries) {
      capacity = entries;
      ring = [];
    },
    kept: () => capacity,
    keepRequests: (on) => requests.turn(on),
    keepsRequests: () => requests.isOn(),
    clear() {
      ring = [];
      requests.clear();
    },
  };
}

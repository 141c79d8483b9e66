/**
 * What the shell and the simulated systems agree on. The shell owns sockets, latency, faults, the journal and the control API; a service
 * only turns one request into one answer, at once and in memory.
 */

/** Milliseconds since 1970. Runs with the real clock, moved ahead by `POST /control/clock`. */
export interface Clock {
  now(): number;
}

export interface SandboxRequest {
  readonly method: string;
  /** The raw (still percent-encoded) path behind the service's prefix, with its leading slash, without the query. */
  readonly path: string;
  /** The raw query without `?`; '' when there is none. */
  readonly search: string;
  /** `search`, decoded on first use. */
  readonly query: URLSearchParams;
  /** Names in lower case; a header sent several times is joined with `, `. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** The origin as the client addressed it, such as `http://127.0.0.1:8090`. */
  readonly host: string;
  /** `host` and the prefix that was used: `base + path` is the address that was called. Absolute links start with it. */
  readonly base: string;
  readonly clock: Clock;
  /** Requests of this service that were received and not yet answered, this one included. */
  readonly inFlight: number;
}

type Applied = 'created' | 'updated' | 'deleted' | 'read' | 'none';

export interface SandboxResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Sent as `application/json; charset=utf-8` unless `headers['content-type']` (lower case) says otherwise. */
  readonly body?: string | Buffer;
  /** For the journal: what this request did to the system's data; `none` when left out. */
  readonly applied?: Applied;
  /** For the journal: the record's key (contactid, externalId, ...). */
  readonly key?: string;
  /** For the journal and the counters: billed engine calls. */
  readonly engineCalls?: number;
}

/** Anything that answers requests under a prefix: a token endpoint is no more than this. */
export interface Service {
  /** As it appears in the journal, in faults and latencies. */
  readonly name: ServiceName;
  handle(request: SandboxRequest): SandboxResponse;
  /** All live tokens of this service, or of the service that guards it, are refused from now on. */
  expireTokens(): void;
  /** Back to the state of a first start with the same options. */
  reset(): void;
  /** The switches that `/control/settings` reads and changes. */
  settings(): Readonly<Record<string, unknown>>;
  /** Throws ControlRefused for an unknown switch or a wrong value, then nothing is changed. */
  configure(patch: Readonly<Record<string, unknown>>): void;
}

export type ServiceName = 'entra' | 'dynamics' | 'ims' | 'campaign';

/** A service that keeps data. */
export interface System extends Service {
  readonly name: 'dynamics' | 'campaign';
  /** Grows with every change of data or settings; the shell saves only when it moved. */
  readonly revision: number;
  /** The system's own numbers (records, engine calls, ...); requests per verb and status are counted by the shell. */
  counters(): Readonly<Record<string, number>>;
  resetCounters(): void;
  /**
   * One JSON object a record, without line ends. Read in slices between requests: records may change meanwhile. `query` says of which table or
   * resource; throws ControlRefused, at once, for one that is not there.
   */
  snapshot(query: URLSearchParams): Iterable<string>;
  /** The lines that `load` takes back, under the same rule as `snapshot`. */
  save(): Iterable<string>;
  /** Called once, before the first request, on a fresh system. */
  load(lines: Iterable<string>): void;
  /** Called ten times a second, for what lives on its own. */
  tick?(): void;
  /** The system's own routes below `/control`. */
  readonly control: readonly ControlRoute[];
}

export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Behind `/control`, such as `/profiles/put`; a last segment `*` stands for any rest. */
  readonly path: string;
  /** Returns what is answered as JSON with 200; `undefined` answers 204. Throws ControlRefused. */
  run(request: ControlRequest): unknown;
}

export interface ControlRequest {
  readonly query: URLSearchParams;
  /** The parsed JSON body, `{}` when there is none. */
  readonly body: Readonly<Record<string, unknown>>;
  /** What `*` stood for, decoded; '' otherwise. */
  readonly rest: string;
}

/** The control API's refusal: answered as `{"error": message}` with the status. */
export class ControlRefused extends Error {
  readonly status: number;

  constructor(message: string, status = 400) {
    super(message);
    this.name = 'ControlRefused';
    this.status = status;
  }
}

/** What every system's factory takes. */
export interface SystemOptions {
  readonly seed: number;
  readonly clock: Clock;
}

import type { IngressConfig } from '../../src/core/config/ingress.js';
import type { RecordStory } from '../../src/core/recordStory.js';
import type { LaneView } from '../../src/core/views.js';
import { type FlowOptions, type FlowWorld, flowWorld } from './flowWorld.js';
import { caughtUpLimitMs } from './limits.js';
import { linkedDifferences } from './linkedCompare.js';
import { linkedMappings } from './linkedMappings.js';
import { type OwnProgram, type Programs, withinTests } from './programs.js';
import { select } from './rejected.js';
import { until } from './until.js';

type Mapping = IngressConfig['mappings'][number];

export interface LinkedOptions extends FlowOptions {
  /** The mappings to begin with, made of those of {@link linkedMappings}. */
  readonly mappings?: (mappings: Mapping[]) => Mapping[];
}

export interface ApiAnswer<Body = unknown> {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
}

/** What may be left when everything else is done. */
export interface Left {
  readonly waiting?: number;
  /** Mappings that stand still. */
  readonly parked?: readonly string[];
  readonly limitMs?: number;
}

/** Ingress of linked tables on real parts. */
export interface LinkedWorld<Program extends OwnProgram = OwnProgram> extends FlowWorld<Program> {
  /** One request to the API below `…/workflows/ingress`. */
  ask<Body = unknown>(
    method: string,
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<ApiAnswer<Body>>;
  /** The same, and throws unless it is accepted. */
  must<Body = unknown>(method: string, path: string, body?: object): Promise<Body>;
  /** Saves what `change` makes of each mapping. */
  editAll(change: (mapping: Mapping) => Mapping): Promise<unknown>;
  lane(name: string): Promise<LaneView>;
  /** Where a record of a mapping is now. */
  story(mapping: string, key: string): Promise<RecordStory['mappings'][number]>;
  /** Waits until the changes of all tables up to now were read, and nothing is left but what is said. */
  settled(left?: Left): Promise<void>;
  /** A line for everything in which both sides differ, all tables. */
  differences(): Promise<string[]>;
}

const sets: Readonly<Record<string, string>> = {
  account: 'accounts',
  contact: 'contacts',
  loyalty: 'new_loyalties',
  transaction: 'new_loyaltytransactions',
  store: 'new_stores',
};

export async function linkedWorld(options?: LinkedOptions): Promise<LinkedWorld>;
export async function linkedWorld<Program extends OwnProgram>(
  options: LinkedOptions,
  programs: Programs<Program>,
): Promise<LinkedWorld<Program>>;
export async function linkedWorld(
  { mappings = (all) => all, ...options }: LinkedOptions = {},
  programs: Programs<OwnProgram> = withinTests,
): Promise<LinkedWorld> {
  const world = await flowWorld(options, programs);
  const { control } = world.sandbox;
  const instance = `${world.api.url()}/api/v1/instances/dev`;
  const ingress = `${instance}/workflows/ingress`;

  const call = async <Body>(method: string, url: string, body?: object, headers: Record<string, string> = {}) => {
    const answer = await fetch(url, {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = (answer.headers.get('content-type') ?? '').includes('json') && !text.includes('\n{');
    const parsed = (isJson && text !== '' ? JSON.parse(text) : text) as Body;
    return { status: answer.status, body: parsed, headers: answer.headers };
  };
  const accepted = <Body>({ status, body }: ApiAnswer<Body>, what: string) => {
    if (status >= 300) throw new Error(`${what}: ${status} ${JSON.stringify(body)}`);
    return body;
  };
  /** A busy machine may answer 503, and a person would try again. */
  const must = <Body>(method: string, url: string, body?: object) =>
    until(
      async () => {
        const answer = await call<Body>(method, url, body);
        return answer.status === 503 ? Promise.reject(new Error(JSON.stringify(answer.body))) : { answer };
      },
      { what: `${method} ${url} is answered` },
    ).then(({ answer }) => accepted(answer, `${method} ${url}`));
  /** Reads a document, and puts what `change` makes of it in its place. `change` may be asked more than once. */
  const replace = <Document extends object>(url: string, change: (document: Document) => object) =>
    until(
      async () => {
        const read = await call<Document>('GET', url);
        const document = change(accepted(read, `GET ${url}`));
        const etag = read.headers.get('etag') ?? '';
        return accepted(await call<object>('PUT', url, document, { 'if-match': etag }), `PUT ${url}`);
      },
      { what: `${url} is saved`, everyMs: 200 },
    );
  const lane: LinkedWorld['lane'] = async (name) => {
    const found = (await world.view()).lanes.find((each) => each.lane === name);
    if (!found) throw new Error(`there is no lane ${name}`);
    return found;
  };
  /** Read up to the end after this journal entry, with nothing in the queue or on its way there. */
  const isDone = async (since: number, { waiting = 0, parked = [] }: Left) => {
    const reads = await control.journal({ since, system: 'dynamics' });
    const lanes = await select<LaneRow>(world.database.url, laneRows);
    const open = lanes.filter(({ name }) => !parked.includes(name)).flatMap((row) => undone(row, reads));
    const waits = lanes.reduce((sum, row) => sum + row.waiting, 0);
    const lacking = [...open, ...(waits === waiting ? [] : [`${waits} wait`])];
    return lacking.length === 0 || Promise.reject(new Error(lacking.join(', ')));
  };
  let aheadMs = 0;
  const undone = ({ name, ...row }: LaneRow, reads: Awaited<ReturnType<typeof control.journal>>) => {
    const set = sets[name] ?? name;
    const read = reads.find(
      ({ path, status }) => status === 200 && path.includes('deltatoken') && path.includes(`/${set}?`),
    );
    const readAt = read && read.at - aheadMs;
    return [
      ...(row.state === 'live' ? [] : [`${name} is ${row.state}`]),
      ...(row.todo === 0 ? [] : [`${name} has ${row.todo} to do`]),
      ...(readAt !== undefined && (row.position_at?.getTime() ?? 0) > readAt ? [] : [`${name} is not read`]),
    ];
  };

  // The chain from transactions to accounts is one link longer than the default allows.
  await replace<{ guardrails: object }>(`${instance}/settings`, (settings) => ({
    ...settings,
    guardrails: { ...settings.guardrails, linkDepth: 3 },
  }));
  await replace<IngressConfig>(`${ingress}/config`, (document) => {
    const contact = document.mappings.find(({ id }) => id === 'contact');
    if (!contact) throw new Error('the product comes with a mapping of contacts');
    return { mappings: mappings(linkedMappings(contact)) };
  });

  return {
    ...world,
    ask: (method, path, body, headers) => call(method, `${ingress}${path}`, body, headers),
    must: (method, path, body) => must(method, `${ingress}${path}`, body),
    editAll: (change) =>
      replace<IngressConfig>(`${ingress}/config`, (document) => ({ mappings: document.mappings.map(change) })),
    lane,
    async story(mapping, key) {
      const { mappings: known } = await must<RecordStory>('GET', `${ingress}/records/${key}`);
      const found = known.find((each) => each.mapping === mapping);
      if (!found) throw new Error(`${mapping} does not know ${key}`);
      return found;
    },
    async settled(left = {}) {
      const since = await control.journalEnd();
      aheadMs = ((await control.get('/clock')) as { aheadMs: number }).aheadMs;
      await until(() => isDone(since, left), {
        what: 'nothing is left to do',
        limitMs: left.limitMs ?? caughtUpLimitMs,
        everyMs: 100,
      });
    },
    differences: () => linkedDifferences(control),
  };
}

interface LaneRow {
  readonly name: string;
  readonly state: string;
  readonly position_at: Date | null;
  readonly todo: number;
  readonly waiting: number;
}

const laneRows = `
  select name, state, position_at,
    ((select coalesce(sum(open), 0) from passerelle.chunks where lane = l.id)
      + (select count(*) from passerelle.again where lane = l.id)
      + (select count(*) from passerelle.pending_deletes where lane = l.id)
      + (select count(*) from passerelle.waiting where lane = l.id and released)
      + (case when sweep_below is null then 0 else 1 end))::integer as todo,
    (select count(*) from passerelle.waiting where lane = l.id and not released)::integer as waiting
  from passerelle.lanes l where instance is not null order by id`;

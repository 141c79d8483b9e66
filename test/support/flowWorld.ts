import { z } from 'zod';
import type { IngressConfig } from '../../src/core/config/ingress.js';
import type { ProblemDetails, WorkflowView } from '../../src/core/views.js';
import { compareSides, type Difference } from './compare.js';
import { caughtUpLimitMs, stopLimitMs } from './limits.js';
import { environmentOf } from './passerelle.js';
import { type Database, postgres } from './postgres.js';
import { type OwnProgram, type Programs, withinTests } from './programs.js';
import { type Sandbox, sandbox, type SandboxOptions } from './sandbox.js';
import type { JournalEntry } from './sandboxControl.js';
import { temporal as freshTemporal, type TemporalAddress } from './temporal.js';
import { until } from './until.js';

export interface FlowOptions extends SandboxOptions {
  /** Instead of a fresh database on the shared server. */
  readonly database?: Database;
  /** Instead of a fresh namespace on the shared server. */
  readonly temporal?: TemporalAddress;
  /** More settings of the worker and the API. */
  readonly settings?: NodeJS.ProcessEnv;
}

export interface CommandAnswer {
  readonly status: number;
  readonly view: WorkflowView;
  readonly problem: ProblemDetails;
}

/** Ingress of one instance on real parts, from the sandbox to the REST API, driven as a user drives it. */
export interface FlowWorld<Program extends OwnProgram = OwnProgram> {
  readonly sandbox: Sandbox;
  readonly database: Database;
  readonly temporal: TemporalAddress;
  readonly api: Program;
  worker(): Program;
  readonly env: NodeJS.ProcessEnv;
  view(): Promise<WorkflowView>;
  command(name: 'start' | 'stop' | 'reload'): Promise<CommandAnswer>;
  /** Starts and waits until it runs. */
  start(): Promise<WorkflowView>;
  /** Stops and waits until nothing runs. */
  stop(): Promise<WorkflowView>;
  /** Ends the worker in order and starts one with other settings. */
  restartWorker(settings?: NodeJS.ProcessEnv): Promise<void>;
  reaches(status: WorkflowView['status'], limitMs?: number): Promise<WorkflowView>;
  /** Saves what `change` makes of the contact mapping, and gives what is saved. */
  edit(change: (mapping: Mapping) => Mapping): Promise<IngressConfig>;
  /** Waits until all that Dynamics holds by now was read and nothing of it is left to do. */
  caughtUp(limitMs?: number): Promise<WorkflowView>;
  /** How many profiles there are. */
  profiles(): Promise<number>;
  /** Both sides laid beside each other. */
  difference(): Promise<Difference>;
  end(): Promise<void>;
}

type Mapping = IngressConfig['mappings'][number];

const statusOf = z.object({ records: z.object({ campaign: z.object({ profiles: z.number() }) }) });

export async function flowWorld(options?: FlowOptions): Promise<FlowWorld>;
export async function flowWorld<Program extends OwnProgram>(
  options: FlowOptions,
  programs: Programs<Program>,
): Promise<FlowWorld<Program>>;
export async function flowWorld(
  { settings, ...options }: FlowOptions = {},
  programs: Programs<OwnProgram> = withinTests,
): Promise<FlowWorld> {
  const [database, temporal, source] = await Promise.all([
    options.database ?? postgres(),
    options.temporal ?? freshTemporal(),
    sandbox(options),
  ]);
  const env = { ...environmentOf({ database, temporal, sandbox: source }), ...settings };
  const [first, api] = await Promise.all([programs.worker(env), programs.api(env)]);
  let worker = first;
  const ingress = '/api/v1/instances/dev/workflows/ingress';

  const ask = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(`${api.url()}${ingress}${path}`, init);
    const body: unknown = await answer.json();
    return { answer, body };
  };
  const view = async () => {
    const { answer, body } = await ask('');
    if (!answer.ok) throw new Error(`the view: ${answer.status} ${JSON.stringify(body)}`);
    return body as WorkflowView;
  };
  const command: FlowWorld['command'] = async (name) => {
    const { answer, body } = await ask(`/${name}`, { method: 'POST' });
    return { status: answer.status, view: body as WorkflowView, problem: body as ProblemDetails };
  };
  /** A busy machine may answer 503; the commands are idempotent, and a person would try again. */
  const accepted = (name: 'start' | 'stop') =>
    until(
      async () => {
        const { status, problem } = await command(name);
        return status === 202 || Promise.reject(new Error(`${status} ${JSON.stringify(problem)}`));
      },
      { what: `${name} is accepted` },
    );
  const reaches: FlowWorld['reaches'] = (status, limitMs) =>
    until(
      async () => {
        const seen = await view();
        if (seen.status === status && !seen.stopping) return seen;
        throw new Error(`it is ${seen.status} ${JSON.stringify([seen.failure, seen.warnings])}`);
      },
      { what: `ingress is ${status}`, ...(limitMs !== undefined && { limitMs }) },
    );

  return {
    sandbox: source,
    database,
    temporal,
    api,
    worker: () => worker,
    env,
    view,
    command,
    async start() {
      await accepted('start');
      return reaches('RUNNING');
    },
    async stop() {
      await accepted('stop');
      return reaches('STOPPED', stopLimitMs);
    },
    async restartWorker(changed = {}) {
      await worker.stop();
      worker = await programs.worker({ ...env, ...changed });
    },
    reaches,
    async edit(change) {
      const { answer, body } = await ask('/config');
      const { mappings } = body as IngressConfig;
      const edited = { mappings: mappings.map(change) };
      const saved = await ask('/config', {
        method: 'PUT',
        headers: { 'if-match': answer.headers.get('etag') ?? '', 'content-type': 'application/json' },
        body: JSON.stringify(edited),
      });
      if (!saved.answer.ok) throw new Error(`saving: ${saved.answer.status} ${JSON.stringify(saved.body)}`);
      return saved.body as IngressConfig;
    },
    async caughtUp(limitMs = caughtUpLimitMs) {
      const since = await source.control.journalEnd();
      const read = await until(
        async () => (await source.control.journal({ since, system: 'dynamics' })).find(asksForChanges),
        { what: 'Dynamics is read again', limitMs },
      );
      return until(
        async () => {
          const seen = await view();
          const [lane] = seen.lanes;
          const done =
            lane?.state === 'live' && seen.backlog.records === 0 && Date.parse(lane.positionAt ?? '') > read.at;
          return done ? seen : Promise.reject(new Error(JSON.stringify(seen)));
        },
        { what: 'nothing is left to do', limitMs },
      );
    },
    profiles: async () => statusOf.parse(await source.control.status()).records.campaign.profiles,
    async difference() {
      const { control } = source;
      return compareSides(await control.snapshot('dynamics'), await control.snapshot('campaign'));
    },
    async end() {
      await Promise.all([worker.stop(), api.stop()]);
      await source.stop();
      if (!options.database) await database.drop();
    },
  };
}

/** The first page of the changes since the last read. */
const asksForChanges = ({ path, status }: JournalEntry) => status === 200 && path.includes('deltatoken');

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Entra } from '../entra/index.js';
import {
  ControlRefused,
  type SandboxRequest,
  type SandboxResponse,
  type System,
  type SystemOptions,
} from '../shell/system.js';
import type { Answer, Call } from './context.js';
import { environmentRoutes } from './control.js';
import { createEnvironment, type Environment } from './environment.js';
import { DataverseError, malformedQuery, unknownSegment } from './errors.js';
import { createLife, type Life } from './life.js';
import { maxUrlChars } from './limits.js';
import { preferencesOf } from './prefer.js';
import { createGuard, type Guard } from './protection.js';
import { rendererOf } from './read/render.js';
import { route } from './router.js';
import type { Table } from './rows/table.js';
import { schemaRoutes } from './schema/control.js';
import { setDummyTables } from './schema/dummies.js';
import { plant, type SeedData } from './seedData.js';
import { dataverseSettings, mergedSettings } from './settings.js';
import { linesOf, restore } from './state.js';
import { namedTable, tableRoutes } from './tableControl.js';

interface DataverseOptions extends SystemOptions {
  readonly entra: Entra;
  /** Rows of a first start, and after each reset. */
  readonly seedData: SeedData;
}

export interface Dataverse extends System {
  /** Gives the environment its first rows. */
  populate(): void;
  /** Lets so many events a second happen on their own, now and after each reset. */
  live(perSecond: number): void;
}

const root = /^\/api\/data\/v9\.\d(?:\/|$)/u;
const json = 'application/json; odata.metadata=minimal';

/** The Dataverse Web API of one environment (reference dataverse-web-api). */
export function createDataverse({ seed, clock, entra, seedData }: DataverseOptions): Dataverse {
  const defaults = dataverseSettings.parse({});
  let settings = defaults;
  let environment = createEnvironment(seed, clock);
  let livelyFromStart = 0;
  let life = newLife();
  let guards = new Map<string, Guard>();
  let requests = 0;
  let cookiesSentBack = 0;

  function newLife(): Life {
    return createLife(
      () => environment,
      () => settings.onParentDelete,
    );
  }

  function handle(request: SandboxRequest): SandboxResponse {
    const server = serverOf(request);
    const client = entra.clientOf(request.headers.authorization);
    const common = commonHeaders(server, request);
    if (client === undefined) return unauthorized(request, common);
    const guard = guardOf(`${client}/${server}`);
    let call: Call | undefined;
    try {
      if (settings.limits.on) guard.admit(request.inFlight);
      call = callOf(request);
      const answer = route(call, pathOf(request));
      spend(guard, request, answer);
      addRates(common, guard);
      return withHeaders(answer, common, call);
    } catch (error) {
      if (!(error instanceof DataverseError)) throw error;
      spend(guard, request, undefined);
      addRates(common, guard);
      return refusal(error, common, call);
    }
  }

  function callOf(request: SandboxRequest): Call {
    if (settings.notMember) {
      throw new DataverseError(403, '0x80072560', 'The user is not a member of the organization.');
    }
    const found = root.exec(request.path);
    if (!found) throw unknownSegment(request.path);
    if (request.path.length + request.search.length > maxUrlChars) throw malformedQuery('The URL is too long.');
    const api = request.base + found[0].replace(/\/$/u, '');
    return { request, environment, settings, preferences: preferencesOf(request.headers['prefer']), api };
  }

  function spend(guard: Guard, request: SandboxRequest, answer: Answer | undefined): void {
    if (!settings.limits.on) return;
    const { read, perRow, write } = settings.executionCost;
    guard.spend(request.method === 'GET' ? read + perRow * (answer?.rows ?? 0) : write * (answer?.writes ?? 1));
  }

  function guardOf(who: string): Guard {
    let guard = guards.get(who);
    if (!guard) {
      guard = createGuard(clock, () => settings.limits);
      guards.set(who, guard);
    }
    return guard;
  }

  /** The cookie pins a client to the server that gave it; a client without one is sent from server to server. */
  function serverOf(request: SandboxRequest): number {
    requests += 1;
    const pinned = /ARRAffinity=(\d+)/u.exec(request.headers['cookie'] ?? '')?.[1];
    if (pinned === undefined) return requests % settings.limits.servers;
    cookiesSentBack += 1;
    return Number(pinned) % settings.limits.servers;
  }

  function commonHeaders(server: number, request: SandboxRequest): Record<string, string> {
    const id = randomUUID();
    const headers: Record<string, string> = {
      'odata-version': '4.0',
      'cache-control': 'no-cache',
      'x-ms-service-request-id': id,
      req_id: id,
      'x-ms-dop-hint': String(settings.dopHint),
      'set-cookie': `ARRAffinity=${server}; path=/; HttpOnly`,
    };
    const clientId = request.headers['x-ms-client-request-id'];
    if (clientId !== undefined) headers['x-ms-client-request-id'] = clientId;
    return headers;
  }

  function addRates(headers: Record<string, string>, guard: Guard): void {
    if (!settings.limits.on) return;
    const { requests: left, seconds } = guard.remaining();
    headers['x-ms-ratelimit-burst-remaining-xrm-requests'] = String(left);
    headers['x-ms-ratelimit-time-remaining-xrm-requests'] = seconds.toFixed(2);
  }

  function unauthorized(request: SandboxRequest, headers: Record<string, string>): SandboxResponse {
    const address = `${request.host}/${entra.tenant}/oauth2/authorize`;
    return {
      status: 401,
      headers: { ...headers, 'www-authenticate': `Bearer authorization_uri=${address}, resource_id=${request.base}` },
    };
  }

  return {
    name: 'dynamics',
    handle,
    get revision() {
      return environment.revision;
    },
    counters: () => ({
      ...liveRows(environment),
      deletedContacts: environment.contacts.rows.size() - environment.contacts.rows.live(),
      rowVersion: environment.versions.current(),
      cookiesSentBack,
      ...life.counters(),
    }),
    resetCounters() {
      cookiesSentBack = 0;
    },
    snapshot: (query) => rowsAsLines(namedTable(environment, query.get('table') ?? 'contact'), environment),
    save: () => linesOf(environment, life),
    load(lines) {
      environment = createEnvironment(seed, clock);
      restore(environment, life, lines);
      setDummyTables(environment, settings.dummyTables);
    },
    reset() {
      const before = environment.revision;
      environment = createEnvironment(seed, clock);
      plant(environment, seedData);
      environment.revision = before + 1;
      life = newLife();
      life.set(livelyFromStart);
      guards = new Map();
      settings = defaults;
      cookiesSentBack = 0;
    },
    expireTokens: () => entra.expireTokens(),
    settings: () => settings,
    configure(patch) {
      const parsed = dataverseSettings.safeParse(mergedSettings(settings, patch));
      if (!parsed.success) throw new ControlRefused(z.prettifyError(parsed.error));
      settings = parsed.data;
      setDummyTables(environment, settings.dummyTables);
      // Limits that were changed count from now on.
      if ('limits' in patch) guards = new Map();
    },
    populate: () => plant(environment, seedData),
    live(perSecond) {
      livelyFromStart = perSecond;
      life.set(perSecond);
    },
    tick: () => life.step(clock.now()),
    control: [
      ...tableRoutes({ environment: () => environment, settings: () => settings }),
      ...schemaRoutes(() => environment),
      ...environmentRoutes({ environment: () => environment, life: () => life }),
    ],
  };
}

function liveRows({ tables }: Environment): Record<string, number> {
  const real = [...tables.values()].filter(({ definition }) => !definition.dummy);
  return Object.fromEntries(real.map(({ definition, rows }) => [definition.set, rows.live()]));
}

function* rowsAsLines(table: Table, environment: Environment): Iterable<string> {
  const nothing = { annotations: false, annotates: () => false };
  const render = rendererOf(table, [...table.columns.values()], nothing, environment);
  for (let index = 0; index < table.rows.size(); index++) if (table.rows.isLive(index)) yield `{${render(index)}}`;
}

function pathOf(request: SandboxRequest): string {
  const raw = request.path.replace(root, '');
  if (!raw.includes('%')) return raw;
  try {
    return decodeURIComponent(raw);
  } catch {
    throw malformedQuery('The URL is not properly percent-encoded.');
  }
}

/** Adds to the headers that every answer has; they belong to this answer alone. */
function withHeaders(answer: Answer, headers: Record<string, string>, { preferences }: Call): SandboxResponse {
  if (preferences.applied !== '') headers['preference-applied'] = preferences.applied;
  if (answer.body !== undefined) headers['content-type'] = json;
  if (answer.headers) Object.assign(headers, answer.headers);
  return { ...answer, headers };
}

function refusal(error: DataverseError, common: Record<string, string>, call: Call | undefined): SandboxResponse {
  const details = call?.preferences.annotates('Microsoft.PowerApps.CDS.TraceText')
    ? {
        '@Microsoft.PowerApps.CDS.HelpLink': `http://go.microsoft.com/fwlink/?LinkID=398563&error=${error.code}`,
        '@Microsoft.PowerApps.CDS.TraceText': '',
        '@Microsoft.PowerApps.CDS.InnerError.Message': error.message,
      }
    : {};
  return {
    status: error.status,
    headers: { ...common, 'content-type': json, ...error.headers },
    body: JSON.stringify({ error: { code: error.code, message: error.message, ...details } }),
  };
}

import { z } from 'zod';
import type { MovableClock } from './clock.js';
import type { Faults } from './faults.js';
import type { Journal } from './journal.js';
import type { Latency } from './latency.js';
import { journalEntries, journalPage } from './limits.js';
import { ControlRefused, type ControlRoute, type Service, type ServiceName, type System } from './system.js';
import type { Tallies } from './tallies.js';

interface Parts {
  readonly services: ReadonlyMap<ServiceName, Service>;
  readonly systems: readonly System[];
  readonly clock: MovableClock;
  readonly faults: Faults;
  readonly latency: Latency;
  readonly journal: Journal;
  readonly tallies: Tallies;
  readonly seed: number;
  readonly inFlight: ReadonlyMap<ServiceName, { readonly count: number }>;
  save(): Promise<{ readonly saved: boolean }>;
}

const journalQuery = z.object({
  system: z.enum(['entra', 'dynamics', 'ims', 'campaign']).optional(),
  since: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(journalEntries).default(journalPage),
});
const journalBody = z.strictObject({
  entries: z.number().int().min(0).max(5_000_000).optional(),
  requests: z.boolean().optional(),
});
const clockBody = z.strictObject({
  advanceMs: z.number().min(0).default(0),
  advanceDays: z.number().min(0).default(0),
});
const expireBody = z.strictObject({ system: z.enum(['entra', 'dynamics', 'ims', 'campaign']).optional() });
const dayMs = 86_400_000;

/** Settings are called by the outside system's own name where it has one; `dynamics` is understood as well. */
const settingsNames: Readonly<Record<string, ServiceName>> = {
  entra: 'entra',
  dataverse: 'dynamics',
  dynamics: 'dynamics',
  ims: 'ims',
  campaign: 'campaign',
};

/** The control routes that no single system owns. */
export function shellRoutes(parts: Parts): ControlRoute[] {
  const { services, systems, clock, faults, latency, journal, tallies } = parts;
  const startedAt = Date.now();

  const counters = (): unknown => ({
    ...Object.fromEntries([...services.keys()].map((name) => [name, tallies.of(name)])),
    records: Object.fromEntries(systems.map((system) => [system.name, system.counters()])),
  });
  const settings = (): unknown =>
    Object.fromEntries(
      Object.entries(settingsNames)
        .filter(([key]) => key !== 'dynamics')
        .map(([key, name]) => [key, services.get(name)?.settings()]),
    );

  return [
    route('GET', '/status', () => ({
      seed: parts.seed,
      upSeconds: Math.round((Date.now() - startedAt) / 1000),
      clockAheadMs: clock.aheadMs(),
      memoryMb: Math.round(process.memoryUsage.rss() / 1_048_576),
      records: Object.fromEntries(systems.map((system) => [system.name, system.counters()])),
      latency: latency.list(),
      faults: faults.list().length,
      inFlight: Object.fromEntries([...parts.inFlight].map(([name, { count }]) => [name, count])),
      journal: { last: journal.last(), kept: journal.kept() },
    })),
    route('POST', '/faults', ({ body }) => ({ id: faults.add(body, clock.now()) })),
    route('GET', '/faults', () => ({ faults: faults.list() })),
    route('DELETE', '/faults', () => faults.clear()),
    route('DELETE', '/faults/*', ({ rest }) => faults.clear(rest)),
    route('POST', '/latency', ({ body }) => {
      latency.set(body);
      return latency.list();
    }),
    route('GET', '/latency', () => latency.list()),
    route('DELETE', '/latency', () => latency.clear()),
    route('GET', '/journal', ({ query }) => {
      const entries = journal.read(checked(journalQuery, Object.fromEntries(query)));
      return { entries, last: journal.last() };
    }),
    route('POST', '/journal', ({ body }) => {
      const { entries, requests } = checked(journalBody, body);
      if (entries !== undefined) journal.keep(entries);
      if (requests !== undefined) journal.keepRequests(requests);
      return { kept: journal.kept(), requests: journal.keepsRequests() };
    }),
    route('DELETE', '/journal', () => journal.clear()),
    route('GET', '/counters', counters),
    route('POST', '/counters/reset', () => {
      tallies.reset();
      for (const system of systems) system.resetCounters();
      return counters();
    }),
    route('GET', '/settings', settings),
    route('POST', '/settings', ({ body }) => {
      for (const [key, patch] of Object.entries(body)) configure(key, patch);
      return settings();
    }),
    route('POST', '/tokens/expire', ({ body }) => {
      const { system } = checked(expireBody, body);
      for (const service of services.values()) {
        if (system === undefined || service.name === system) service.expireTokens();
      }
    }),
    route('GET', '/clock', () => ({ now: clock.now(), aheadMs: clock.aheadMs() })),
    route('POST', '/clock', ({ body }) => {
      const { advanceMs, advanceDays } = checked(clockBody, body);
      clock.advance(advanceMs + advanceDays * dayMs);
      return { now: clock.now(), aheadMs: clock.aheadMs() };
    }),
    route('POST', '/state/save', () => parts.save()),
    route('POST', '/reset', () => {
      clock.reset();
      for (const service of services.values()) service.reset();
      faults.clear();
      latency.clear();
      journal.clear();
      tallies.reset();
    }),
  ];

  function configure(key: string, patch: unknown): void {
    const name = Object.hasOwn(settingsNames, key) ? settingsNames[key] : undefined;
    const service = name && services.get(name);
    if (!service) throw new ControlRefused(`no settings are called ${key}`);
    service.configure(checked(z.record(z.string(), z.unknown()), patch));
  }
}

function route(method: ControlRoute['method'], path: string, run: ControlRoute['run']): ControlRoute {
  return { method, path, run };
}

function checked<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new ControlRefused(z.prettifyError(parsed.error));
  return parsed.data;
}

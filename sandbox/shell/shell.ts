import { createServer, type Server } from 'node:http';
import { createClock, type MovableClock } from './clock.js';
import { createControl } from './control.js';
import { createFaults } from './faults.js';
import { createJournal } from './journal.js';
import { createLatency } from './latency.js';
import { keepAliveMs, maxHeaderBytes, saveEveryMs, tickMs } from './limits.js';
import { createListener } from './listener.js';
import { shellRoutes } from './routes.js';
import { createStateFile } from './stateFile.js';
import type { Service, ServiceName, System } from './system.js';
import { createTallies } from './tallies.js';

interface ShellOptions {
  readonly seed: number;
  readonly stateFile?: string | undefined;
  /** Makes the services on the shell's clock: those that only guard, and those that keep data. */
  readonly services: (clock: MovableClock) => {
    readonly guards: readonly Service[];
    readonly systems: readonly System[];
  };
}

export interface Shell {
  readonly server: Server;
  /** False when no state was found. */
  load(): boolean;
  /** Refuses new requests, writes the state and lets everything go. */
  end(): Promise<void>;
}

/** Everything around the simulated systems, ready to listen. */
export function createShell({ seed, stateFile, services: make }: ShellOptions): Shell {
  const clock = createClock();
  const { guards, systems } = make(clock);
  const services = new Map([...guards, ...systems].map((service) => [service.name, service]));
  const faults = createFaults(seed);
  const latency = createLatency(seed);
  const journal = createJournal();
  const tallies = createTallies();
  const inFlight = new Map<ServiceName, { count: number }>();
  const file = stateFile === undefined ? undefined : createStateFile({ file: stateFile, systems, seed });
  const revision = (): number => systems.reduce((sum, system) => sum + system.revision, 0);
  let savedRevision = revision();

  const routes = shellRoutes({ services, systems, clock, faults, latency, journal, tallies, inFlight, seed, save });
  const control = createControl([...systems.flatMap((system) => [...system.control]), ...routes], systems);
  const listener = createListener({ services, control, clock, faults, latency, journal, tallies, inFlight });
  const server = createServer(
    { keepAliveTimeout: keepAliveMs, requestTimeout: 0, maxHeaderSize: maxHeaderBytes },
    listener,
  );

  const ticking = setInterval(() => {
    for (const system of systems) system.tick?.();
  }, tickMs);
  const saving = setInterval(() => {
    if (revision() !== savedRevision) save().catch(complain);
  }, saveEveryMs);

  async function save(): Promise<{ saved: boolean }> {
    if (!file) return { saved: false };
    const upTo = revision();
    await file.save();
    savedRevision = upTo;
    return { saved: true };
  }

  return {
    server,
    load() {
      const found = file?.load() ?? false;
      savedRevision = found ? revision() : Number.NaN;
      return found;
    },
    async end() {
      clearInterval(ticking);
      clearInterval(saving);
      server.close();
      server.closeAllConnections();
      await save();
    },
  };
}

function complain(error: unknown): void {
  process.stderr.write(`sandbox: the state could not be saved: ${String(error)}\n`);
}

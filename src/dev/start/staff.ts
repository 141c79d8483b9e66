import type { Settings } from '../../settings.js';
import { lifePerSecond } from '../limits.js';
import type { RunningServer } from '../server.js';
import type { Ports } from './environment.js';
import { followLog } from './logFollower.js';
import { type LogRule, ownLines, postgresLines, temporalLines } from './logLines.js';
import { type PartName, partsOf } from './parts.js';
import type { Plan } from './plan.js';
import type { StateFolder } from './stateFolder.js';
import { Supervisor } from './supervisor.js';
import type { Terminal } from './terminal.js';

/** In this order they end: each before what it stands on, and side by side what does not stand on each other. */
const endOrder: readonly (readonly PartName[])[] = [['api'], ['worker'], ['sandbox', 'temporal', 'postgres']];

/** All parts of one `npm start`, each with its supervisor. */
export interface Staff {
  start(name: PartName): Promise<void>;
  /** From its next start on, the sandbox lives by itself. */
  keepSandboxAlive(): void;
  /** Ends them one after the other; what goes wrong then is only in the logs. */
  end(): Promise<void>;
  /** At once, all of them. */
  kill(): void;
}

export interface StaffOptions {
  readonly settings: Settings;
  readonly plan: Plan;
  readonly ports: Ports;
  readonly state: StateFolder;
  readonly env: NodeJS.ProcessEnv;
  readonly terminal: Terminal;
  readonly record: (name: string, server: RunningServer) => void;
}

export function openStaff({ terminal, record, ...rest }: StaffOptions): Staff {
  let life = 0;
  const say = (line: string) => terminal.say(line);
  const parts = partsOf({ ...rest, say, life: () => life });
  const rules = logRules(rest.settings.PASSERELLE_LOG_LEVEL);
  const supervisors = new Map<PartName, Supervisor>();
  const followers: (() => void)[] = [];
  return {
    async start(name) {
      followers.push(followLog(rest.state.logFile(name), rules[name], (line) => say(`${name}: ${line}`)));
      const supervisor = new Supervisor(parts[name], { say, record });
      supervisors.set(name, supervisor);
      await supervisor.start();
    },
    keepSandboxAlive() {
      life = lifePerSecond;
    },
    async end() {
      for (const stop of followers.splice(0)) stop();
      for (const supervisor of supervisors.values()) supervisor.expectEnd();
      for (const names of endOrder) await Promise.all(names.map(async (name) => supervisors.get(name)?.end()));
    },
    kill() {
      for (const supervisor of supervisors.values()) supervisor.kill();
    },
  };
}

function logRules(level: Settings['PASSERELLE_LOG_LEVEL']): Record<PartName, LogRule> {
  const showAll = level === 'debug' || level === 'trace';
  const own = ownLines(showAll);
  return { api: own, worker: own, sandbox: own, temporal: temporalLines(showAll), postgres: postgresLines(showAll) };
}

import { temporalOptions } from '../../process/temporal.js';
import type { Settings } from '../../settings.js';
import { endLimitsMs } from '../limits.js';
import { cacheFolder } from '../servers/cache.js';
import { findProgram } from '../servers/findProgram.js';
import { startPostgres } from '../servers/postgres.js';
import { temporalCli } from '../servers/programs.js';
import { startTemporal } from '../servers/temporal.js';
import { environmentOf, type Ports } from './environment.js';
import { sandboxAnswers } from './sandbox.js';
import { startNodeProcess } from './nodeProcess.js';
import type { Plan } from './plan.js';
import type { StateFolder } from './stateFolder.js';
import type { Part } from './supervisor.js';

export interface Context {
  readonly settings: Settings;
  readonly plan: Plan;
  readonly ports: Ports;
  readonly state: StateFolder;
  readonly env: NodeJS.ProcessEnv;
  readonly say: (line: string) => void;
  /** Changes per second that the sandbox makes on its own, asked at each of its starts. */
  readonly life: () => number;
}

export type PartName = 'postgres' | 'temporal' | 'sandbox' | 'worker' | 'api';

/** The parts that `npm start` may bring up. The worker and the API need PostgreSQL to have been started before. */
export function partsOf(context: Context): Record<PartName, Part> {
  const { settings, ports, state, env, say } = context;
  let databaseUrl = settings.DATABASE_URL;

  const own = (name: 'worker' | 'api', script: string): Part => ({
    name,
    endLimitMs: endLimitsMs[name],
    start: (onSpawn) =>
      startNodeProcess({
        name,
        script,
        onSpawn,
        logFile: state.logFile(name),
        env: environmentOf(context, databaseUrl),
      }),
  });
  return {
    postgres: {
      name: 'postgres',
      endLimitMs: endLimitsMs.postgres,
      async start(onSpawn) {
        const server = await startPostgres({
          folder: state.postgres,
          port: ports.PASSERELLE_DATABASE_PORT,
          cacheFolder: cacheFolder(settings, env),
          logFile: state.logFile('postgres'),
          onSpawn,
        });
        databaseUrl = server.url;
        return server;
      },
    },
    temporal: {
      name: 'temporal',
      endLimitMs: endLimitsMs.temporal,
      async start(onSpawn) {
        const program = await findProgram(temporalCli, { settings, say, env });
        return startTemporal({
          program,
          port: ports.PASSERELLE_TEMPORAL_PORT,
          uiPort: ports.PASSERELLE_TEMPORAL_UI_PORT,
          file: state.temporalFile,
          namespace: temporalOptions(settings, env).namespace,
          logFile: state.logFile('temporal'),
          onSpawn,
        });
      },
    },
    sandbox: {
      name: 'sandbox',
      endLimitMs: endLimitsMs.sandbox,
      start: (onSpawn) =>
        startNodeProcess({
          name: 'sandbox',
          script: 'sandbox/server.js',
          logFile: state.logFile('sandbox'),
          onSpawn,
          isReady: () => sandboxAnswers(ports.PASSERELLE_SANDBOX_PORT),
          env: {
            ...env,
            SANDBOX_PORT: String(ports.PASSERELLE_SANDBOX_PORT),
            SANDBOX_CONTACTS: String(settings.PASSERELLE_SANDBOX_CONTACTS),
            SANDBOX_STATE_FILE: state.sandboxFile,
            SANDBOX_LIFE: String(context.life()),
          },
        }),
    },
    worker: own('worker', 'worker.js'),
    api: own('api', 'src/api/server.js'),
  };
}

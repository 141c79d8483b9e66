import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { findProgram } from '../../src/dev/servers/findProgram.js';
import { type ServerProgram, temporalCli, temporalTestServer } from '../../src/dev/servers/programs.js';
import { startTemporal, type TemporalServer } from '../../src/dev/servers/temporal.js';
import { addSearchAttributes } from '../../src/process/entities.js';
import { readSettings } from '../../src/settings.js';
import { temporaryFolder } from './folder.js';
import { endAfterTests, sharedByFiles } from './lifetime.js';
import { onFreePort } from './ports.js';

/** Where a test's clients and workers connect. */
export interface TemporalAddress {
  readonly address: string;
  readonly namespace: string;
}

/** A Temporal server of one test's own, on disk, that can be killed and started again. */
export interface OwnTemporal extends TemporalAddress {
  pid(): number;
  kill(): Promise<void>;
  restart(): Promise<void>;
  end(): Promise<void>;
}

let shared: Promise<TemporalServer> | undefined;

/** A fresh namespace on the one dev server of this mocha process, in memory: what is in it, no other test sees. */
export async function temporal(): Promise<TemporalAddress> {
  shared ??= sharedByFiles(startShared);
  const { address } = await shared;
  return { address, namespace: await freshNamespace(address) };
}

/** A dev server of its own, for tests that kill it. */
export async function ownTemporal(): Promise<OwnTemporal> {
  const program = await find(temporalCli);
  const file = join(temporaryFolder(), 'temporal.db');
  const { server: first, port } = await onFreePort(async (free) => ({
    server: await startTemporal({ program, port: free, file }),
    port: free,
  }));
  let server = first;
  const end = endAfterTests(() => server.end());
  return {
    address: server.address,
    namespace: 'default',
    pid: () => server.pid,
    async kill() {
      server.kill('SIGKILL');
      await server.ended;
    },
    async restart() {
      await server.end();
      server = await startTemporal({ program, port, file });
    },
    end,
  };
}

/** For `TestWorkflowEnvironment.createTimeSkipping({ server: await timeSkippingServer() })`. */
export async function timeSkippingServer(): Promise<{ executable: { type: 'existing-path'; path: string } }> {
  return { executable: { type: 'existing-path', path: await find(temporalTestServer) } };
}

async function startShared(): Promise<TemporalServer> {
  const program = await find(temporalCli);
  const server = await onFreePort((port) => startTemporal({ program, port }));
  endAfterTests(() => {
    shared = undefined;
    return server.end();
  });
  return server;
}

async function freshNamespace(address: string): Promise<string> {
  const namespace = `test-${randomBytes(6).toString('hex')}`;
  const connection = await Connection.connect({ address });
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msToTs('1 day'),
    });
    await addSearchAttributes(connection, namespace);
  } finally {
    await connection.close();
  }
  return namespace;
}

function find(program: ServerProgram): Promise<string> {
  return findProgram(program, { settings: readSettings(process.env), say: (line) => console.error(line) });
}

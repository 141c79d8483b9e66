import assert from 'node:assert/strict';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Client as Postgres } from 'pg';
import { Client, Connection } from '@temporalio/client';
import { ownPostgres, postgres } from '../support/postgres.js';
import { ownTemporal, temporal, timeSkippingServer } from '../support/temporal.js';

describe('the servers that tests start', function () {
  this.timeout(120_000);

  it('gives each caller a database of its own', async () => {
    const [one, other] = await Promise.all([postgres(), postgres()]);
    await query(one.url, 'create table mine (id int)');
    assert.deepEqual(await query(other.url, `select to_regclass('mine') as found`), [{ found: null }]);
    await one.drop();
    await assert.rejects(query(one.url, 'select 1'), /does not exist/);
  });

  it('keeps what PostgreSQL committed over a kill -9', async () => {
    const database = await ownPostgres();
    await query(database.url, 'create table kept (id int)');
    await query(database.url, 'insert into kept values (7)');
    await database.kill();
    await assert.rejects(query(database.url, 'select 1'), /ECONNREFUSED/);
    await database.restart();
    assert.deepEqual(await query(database.url, 'select id from kept'), [{ id: 7 }]);
    await database.end();
  });

  it('finds PasserelleStatus among the search attributes of the Temporal server', async () => {
    const { address, namespace } = await temporal();
    const connection = await Connection.connect({ address });
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    await connection.close();
    assert.ok(
      ['PasserelleStatus', 'PasserelleBacklog', 'PasserelleInstance'].every((name) => name in customAttributes),
    );
  });

  it('keeps a workflow over a kill -9 of the Temporal server', async () => {
    const server = await ownTemporal();
    await withClient(server.address, (client) =>
      client.workflow.start('any', { taskQueue: 'none', workflowId: 'kept' }),
    );
    await server.kill();
    await server.restart();
    const status = await withClient(
      server.address,
      async (client) => (await client.workflow.getHandle('kept').describe()).status.name,
    );
    assert.equal(status, 'RUNNING');
    await server.end();
  });

  it('runs the time-skipping server', async () => {
    const environment = await TestWorkflowEnvironment.createTimeSkipping({ server: await timeSkippingServer() });
    const before = await environment.currentTimeMs();
    await environment.sleep('1 day');
    assert.ok((await environment.currentTimeMs()) - before >= 86_400_000);
    await environment.teardown();
  });
});

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new Postgres({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

async function withClient<T>(address: string, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await use(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

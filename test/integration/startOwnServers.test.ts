import assert from 'node:assert/strict';
import { temporaryFolder } from '../support/folder.js';
import { postgres } from '../support/postgres.js';
import { recordedParts, startCommand, startEnvironment } from '../support/startCommand.js';
import { temporal } from '../support/temporal.js';

describe('npm start with servers of one’s own', function () {
  this.timeout(120_000);

  it('starts none of what the settings point to elsewhere', async () => {
    const [database, { address, namespace }] = await Promise.all([postgres(), temporal()]);
    const folder = temporaryFolder();
    const running = startCommand({
      ...(await startEnvironment(folder, 10)),
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: namespace,
      PASSERELLE_INSTANCE: 'elsewhere',
    });
    await running.says('Ready after');
    assert.deepEqual(Object.keys(recordedParts(folder)).sort(), ['api', 'sandbox', 'worker']);
    await running.says('The first load is done');
    running.process.kill('SIGTERM');
    assert.equal(await running.ended(), 0);
    await database.drop();
  });

  it('says in one line that a database cannot be reached, and ends what it had started', async () => {
    const folder = temporaryFolder();
    const running = startCommand({
      ...(await startEnvironment(folder, 10)),
      DATABASE_URL: 'postgres://nobody:none@127.0.0.1:1/none',
      TEMPORAL_ADDRESS: (await temporal()).address,
    });
    assert.equal(await running.ended(), 1);
    assert.match(
      running.output(),
      /^passerelle: The process (api|worker) did not become ready: .*\[store-unavailable\].*\n$/m,
    );
  });
});

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';

import { quietRuntime } from '../support/runtime.js';

const histories = new URL('../../../test/replay/', import.meta.url);

/** Recorded with `temporal workflow show -w ID --output json`; see test/replay/README.md. */
describe('recorded histories', function () {
  this.timeout(60_000);
  let workflowBundle: Awaited<ReturnType<typeof bundleWorkflowCode>>;

  before(async () => {
    quietRuntime();
    const workflowsPath = fileURLToPath(new URL('../../src/workflows/index.js', import.meta.url));
    workflowBundle = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
  });

  for (const file of readdirSync(histories).filter((name) => name.endsWith('.json'))) {
    it(`replay: ${file}`, async () => {
      const history: unknown = JSON.parse(readFileSync(new URL(file, histories), 'utf8'));
      await Worker.runReplayHistory({ workflowBundle, replayName: file }, history);
    });
  }

  it('would not replay if the workflow did something else', async () => {
    const text = readFileSync(new URL('ingress.json', histories), 'utf8').replaceAll(
      '"writeBatches"',
      '"somethingElse"',
    );
    await assert.rejects(Worker.runReplayHistory({ workflowBundle }, JSON.parse(text)), {
      name: 'DeterminismViolationError',
    });
  });
});

import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../projectRoot.js';
import { makeIfChanged } from './stamps.js';

const bundle = {
  name: 'workflows',
  inputs: ['src/workflows', 'src/core', 'package-lock.json'],
  output: 'dist/workflow-bundle.js',
};

/** The workflows as one file for the worker, made of the compiled code. */
export function bundleWorkflows(): Promise<boolean> {
  return makeIfChanged(bundle, async () => {
    const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
    const { code } = await bundleWorkflowCode({
      workflowsPath: join(projectRoot, 'dist/src/workflows/index.js'),
      payloadConverterPath: join(projectRoot, 'dist/src/workflows/payloadConverter.js'),
      logger: new DefaultLogger('WARN'),
    });
    const output = join(projectRoot, bundle.output);
    // A worker that starts meanwhile reads the old bundle or the new one, never half of it.
    writeFileSync(`${output}.new`, code);
    renameSync(`${output}.new`, output);
  });
}

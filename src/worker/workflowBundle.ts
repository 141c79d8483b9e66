import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** The bundle that the build made; from sources (tests, a first try) it is made here. */
export async function workflowBundle() {
  const codePath = pathOf('../../workflow-bundle.js');
  if (existsSync(codePath)) return { codePath };
  return bundleWorkflowCode({
    workflowsPath: pathOf('../workflows/index.js'),
    payloadConverterPath: pathOf('../workflows/payloadConverter.js'),
  });
}

import { instanceId, type WorkflowName, workflowName } from '../../core/names.js';
import type { Db } from '../../store/database.js';
import { instanceExists } from '../../store/instances.js';
import { ApiProblem } from '../problems/apiProblem.js';
import { fromStore } from '../storeAccess.js';
import type { Call } from './route.js';

/** The instance that the path names. @throws ApiProblem 404 */
export async function addressedInstance(db: Db, { parameters, deadline }: Call): Promise<string> {
  const { instance = '' } = parameters;
  if (instanceId.safeParse(instance).success && (await fromStore(deadline, instanceExists(db, instance))))
    return instance;
  throw new ApiProblem(404, 'instance-unknown', { params: { instance: shown(instance) } });
}

/** The workflow that the path names. @throws ApiProblem 404 */
export async function addressedWorkflow(
  db: Db,
  call: Call,
): Promise<{ readonly instance: string; readonly workflow: WorkflowName }> {
  const instance = await addressedInstance(db, call);
  const workflow = workflowName.safeParse(call.parameters['workflow']);
  if (workflow.success) return { instance, workflow: workflow.data };
  throw new ApiProblem(404, 'workflow-unknown', { params: { workflow: shown(call.parameters['workflow'] ?? '') } });
}

/** Whatever stood in the address, short enough to be told. */
const shown = (name: string) => name.slice(0, 60);

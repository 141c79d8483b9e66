import { z } from 'zod';
import { type WorkflowName, workflowNames } from '../../core/names.js';
import { startProblem } from '../../core/rules/startable.js';
import type { InstanceList, WorkflowList, WorkflowView } from '../../core/views.js';
import { audit } from '../../store/audit.js';
import { newestConfiguration } from '../../store/configurations.js';
import { listInstances } from '../../store/instances.js';
import { within } from '../deadline.js';
import { workflowView } from '../live/workflowView.js';
import { localOperator, type Parts } from '../parts.js';
import { checkedDocument } from '../problems/checkedDocument.js';
import { ApiProblem } from '../problems/apiProblem.js';
import { fromStore } from '../storeAccess.js';
import { addressedInstance, addressedWorkflow } from './addressed.js';
import { type Call, type Handler, type Handlers, ok } from './route.js';

type Ids = 'listInstances' | 'listWorkflows' | 'readWorkflow' | 'startWorkflow' | 'stopWorkflow' | 'reloadWorkflow';

/** Instances, the views of their workflows, and the commands. */
export function workflowRoutes(parts: Parts): Pick<Handlers, Ids> {
  const { db, temporal } = parts;
  return {
    listInstances: async ({ deadline }) =>
      ok({ instances: await fromStore(deadline, listInstances(db)) } satisfies InstanceList),

    listWorkflows: async (call) => {
      const instance = await addressedInstance(db, call);
      const workflows = await Promise.all(workflowNames.map((name) => viewOf(parts, instance, name, call)));
      return ok({ workflows } satisfies WorkflowList);
    },

    readWorkflow: async (call) => {
      const { instance, workflow } = await addressedWorkflow(db, call);
      return ok(await viewOf(parts, instance, workflow, call));
    },

    startWorkflow: command(parts, 'start', (instance, workflow, { deadline }) =>
      temporal.start(instance, workflow, localOperator, deadline),
    ),
    stopWorkflow: command(parts, 'stop', (instance, workflow, { deadline }) =>
      temporal.tell('stop', instance, workflow, localOperator, deadline),
    ),
    reloadWorkflow: command(parts, 'reload', (instance, workflow, { deadline }) =>
      temporal.tell('reload', instance, workflow, localOperator, deadline),
    ),
  };
}

/** A command is audited before it takes effect, so that none goes unseen; the answer is the view after it. */
function command(
  parts: Parts,
  what: 'start' | 'stop' | 'reload',
  effect: (instance: string, workflow: WorkflowName, call: Call) => Promise<void>,
): Handler {
  return async (call) => {
    const { instance, workflow } = await addressedWorkflow(parts.db, call);
    checkedDocument(noMembers, call.body);
    if (what === 'start') await refuseIdleStart(parts, instance, workflow, call);
    await fromStore(call.deadline, audit(parts.db, { who: localOperator, what, instance, workflow }));
    await effect(instance, workflow, call);
    parts.snapshots.forget(instance, workflow);
    return { status: 202, body: await viewOf(parts, instance, workflow, call) };
  };
}

const noMembers = z.strictObject({});

/** @throws ApiProblem 409 when what is saved gives a start nothing to do */
async function refuseIdleStart({ db }: Parts, instance: string, workflow: WorkflowName, { deadline }: Call) {
  const { document } = await fromStore(deadline, newestConfiguration(db, instance, workflow));
  const reason = startProblem(workflow, document);
  if (reason) throw ApiProblem.of(409, reason);
}

async function viewOf(
  { snapshots }: Parts,
  instance: string,
  workflow: WorkflowName,
  { deadline, locale }: Call,
): Promise<WorkflowView> {
  const snapshot = await within(deadline, 'temporal-unavailable', snapshots.get(instance, workflow, deadline));
  return workflowView(instance, workflow, snapshot, locale);
}

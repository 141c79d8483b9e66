import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { backlogAttribute, instanceAttribute, statusAttribute } from '../core/searchAttributes.js';
import { details } from './details.js';
import type { EntityState } from './state.js';

/** Shows the state to the operators in the Temporal Web UI: on the workflow's page, and in the list where it changed. */
export function show(state: EntityState): void {
  setCurrentDetails(details(state));
  const { typedSearchAttributes } = workflowInfo();
  const same =
    typedSearchAttributes.get(statusAttribute) === state.status &&
    typedSearchAttributes.get(backlogAttribute) === state.backlog &&
    typedSearchAttributes.get(instanceAttribute) === state.carry.instance;
  if (same) return;
  upsertSearchAttributes([
    { key: statusAttribute, value: state.status },
    { key: backlogAttribute, value: state.backlog },
    { key: instanceAttribute, value: state.carry.instance },
  ]);
}

import type { Configs } from '../config/index.js';
import type { WorkflowName } from '../names.js';
import type { ProblemCode, ProblemFacts } from '../problems/problem.js';

/** Why a start would have nothing to do (spec 1.1); null when the workflow can be started. */
export function startProblem<W extends WorkflowName>(workflow: W, config: Configs[W]): ProblemFacts | null {
  const code = obstacles[workflow](config);
  return code === null ? null : { code, params: {} };
}

const obstacles: { readonly [W in WorkflowName]: (config: Configs[W]) => ProblemCode | null } = {
  ingress: ({ mappings }) => (mappings.length === 0 ? 'no-table-mapping' : null),
  egress: ({ sends, clicks, opens, bounces }) =>
    sends || clicks || opens || bounces ? 'not-available-yet' : 'no-event-type',
  optInOut: ({ direction, pairs }) => {
    if (direction === 'disabled') return 'opt-in-out-disabled';
    if (direction === 'dynamicsToCampaign') return 'opt-in-out-runs-in-ingress';
    return pairs.length === 0 ? 'opt-in-out-without-pairs' : 'not-available-yet';
  },
};

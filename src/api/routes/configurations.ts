import { type Configs, configSchemas } from '../../core/config/index.js';
import type { WorkflowName } from '../../core/names.js';
import type { Mistake } from '../../core/problems/mistake.js';
import { optOutConflicts } from '../../core/rules/optOutConflicts.js';
import type { ConfigVersions } from '../../core/views.js';
import { listVersions, newestConfiguration, saveConfiguration } from '../../store/configurations.js';
import { deadlineIn } from '../deadline.js';
import { temporalWithinMs } from '../limits.js';
import { localOperator, type Parts } from '../parts.js';
import { ApiProblem } from '../problems/apiProblem.js';
import { checkedDocument } from '../problems/checkedDocument.js';
import { fromStore } from '../storeAccess.js';
import { addressedWorkflow } from './addressed.js';
import { entityTag, ifMatch } from './entityTag.js';
import { type Call, type Handlers, ok } from './route.js';

/** Reading, saving and listing configurations. None of it needs Temporal. */
export function configurationRoutes(parts: Parts): Pick<Handlers, 'readConfig' | 'saveConfig' | 'listVersions'> {
  const { db } = parts;
  return {
    readConfig: async (call) => {
      const { instance, workflow } = await addressedWorkflow(db, call);
      const { version, document } = await fromStore(call.deadline, newestConfiguration(db, instance, workflow));
      // `no-cache`: kept by the browser, but asked for again, with its tag, each time.
      return ok(document, { ETag: entityTag(version), 'Cache-Control': 'no-cache' });
    },

    saveConfig: async (call) => {
      const { instance, workflow } = await addressedWorkflow(db, call);
      if (call.ifMatch === undefined) throw new ApiProblem(428, 'version-missing');
      const document = checkedDocument(configSchemas[workflow], call.body);
      const { version, saved } = await save(parts, instance, workflow, document, call.ifMatch, call);
      return ok(saved, { ETag: entityTag(version) });
    },

    listVersions: async (call) => {
      const { instance, workflow } = await addressedWorkflow(db, call);
      const versions = await fromStore(call.deadline, listVersions(db, instance, workflow));
      return ok({
        versions: versions.map(({ savedAt, ...version }) => ({ ...version, savedAt: savedAt.toISOString() })),
      } satisfies ConfigVersions);
    },
  };
}

async function save(
  { db, log, systems, snapshots, temporal }: Parts,
  instance: string,
  workflow: WorkflowName,
  document: Configs[WorkflowName],
  header: string,
  { deadline }: Call,
) {
  const againstSystems = workflow === 'ingress' ? await systems.mistakes(instance, document as Configs['ingress']) : [];
  const outcome = await fromStore(
    deadline,
    saveConfiguration(
      db,
      { instance, workflow, isBase: ifMatch(header), document, who: localOperator },
      (documents) => [...crossMistakes(workflow, documents), ...againstSystems],
    ),
  );
  if (outcome.kind === 'refused') throw ApiProblem.refused(outcome.mistakes);
  if (outcome.kind === 'stale') {
    const { newest } = outcome;
    throw new ApiProblem(412, 'version-stale', { params: { version: newest }, headers: { ETag: entityTag(newest) } });
  }
  snapshots.forget(instance, workflow);
  if (outcome.changed) {
    // Only so that the Web UI can say it: what counts is in PostgreSQL, and saving works without Temporal.
    temporal.tell('reload', instance, workflow, localOperator, deadlineIn(temporalWithinMs)).catch((err: unknown) => {
      log.warn({ err, instance, workflow }, 'the workflow could not be told of a saved configuration');
    });
  }
  return { version: outcome.configuration.version, saved: outcome.configuration.document };
}

/** What the three documents of an instance may not say together. */
function crossMistakes(workflow: WorkflowName, { ingress, optInOut }: Configs): Mistake[] {
  if (workflow === 'egress') return [];
  const conflicts = optOutConflicts(ingress, optInOut)[workflow];
  return conflicts.map((pointer) => ({ pointer, code: 'field-paired' }));
}

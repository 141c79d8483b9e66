import { configSchemas } from '../../core/config/index.js';
import type { ConfigVersions } from '../../core/views.js';
import { listVersions, newestConfiguration } from '../../store/configurations.js';
import type { Parts } from '../parts.js';
import { checkedDocument } from '../problems/checkedDocument.js';
import { saveEdit } from '../saveEdit.js';
import { fromStore } from '../storeAccess.js';
import { addressedWorkflow } from './addressed.js';
import { entityTag, neededIfMatch } from './entityTag.js';
import { type Handlers, ok } from './route.js';

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
      const isBase = neededIfMatch(call);
      const document = checkedDocument(configSchemas[workflow], call.body);
      const { configuration } = await saveEdit(parts, { instance, workflow, isBase, document }, call.deadline);
      return ok(configuration.document, { ETag: entityTag(configuration.version) });
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

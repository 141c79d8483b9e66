import { instanceSettings } from '../../core/config/settings.js';
import { workflowNames } from '../../core/names.js';
import { readSettings, saveSettings } from '../../store/settings.js';
import { localOperator, type Parts } from '../parts.js';
import { checkedDocument } from '../problems/checkedDocument.js';
import { staleVersion } from '../saveEdit.js';
import { fromStore } from '../storeAccess.js';
import { addressedInstance } from './addressed.js';
import { entityTag, neededIfMatch } from './entityTag.js';
import { type Handlers, ok } from './route.js';

/** Reading and saving the settings of an instance. */
export function settingsRoutes({ db, snapshots }: Parts): Pick<Handlers, 'readSettings' | 'saveSettings'> {
  return {
    readSettings: async (call) => {
      const instance = await addressedInstance(db, call);
      const { version, document } = await fromStore(call.deadline, readSettings(db, instance));
      return ok(document, { ETag: entityTag(version), 'Cache-Control': 'no-cache' });
    },
    saveSettings: async (call) => {
      const instance = await addressedInstance(db, call);
      const isBase = neededIfMatch(call);
      const document = checkedDocument(instanceSettings, call.body);
      const outcome = await fromStore(
        call.deadline,
        saveSettings(db, { instance, isBase, document, who: localOperator }),
      );
      if (outcome.kind === 'stale') throw staleVersion(outcome.newest);
      for (const workflow of workflowNames) snapshots.forget(instance, workflow);
      return ok(outcome.settings.document, { ETag: entityTag(outcome.settings.version) });
    },
  };
}

import type { Parts } from '../parts.js';
import { addressedInstance } from './addressed.js';
import { type Handlers, ok } from './route.js';

/** What the systems say about their tables and resources, for the edit page. */
export function metadataRoutes({ db, systems }: Parts): Pick<Handlers, 'readTable' | 'readResource'> {
  return {
    readTable: async (call) => {
      const instance = await addressedInstance(db, call);
      return ok(await systems.table(instance, call.parameters['table'] ?? ''));
    },
    readResource: async (call) => {
      const instance = await addressedInstance(db, call);
      return ok(await systems.resource(instance, call.parameters['resource'] ?? ''));
    },
  };
}

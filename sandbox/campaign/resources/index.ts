import type { ResourceDefinition } from '../definition.js';
import { cusAccount, cusLoyalty, cusLoyaltyTransaction } from './linked.js';
import { countries, geoUnitBase, orgUnitBase, service, state, userBase } from './others.js';
import { profile } from './profile.js';
import { cusRef, cusStore } from './unlinked.js';

/** Everything that the simulated instance publishes. */
export const resources: readonly ResourceDefinition[] = [
  profile,
  service,
  orgUnitBase,
  geoUnitBase,
  countries,
  state,
  userBase,
  cusAccount,
  cusLoyalty,
  cusLoyaltyTransaction,
  cusStore,
  cusRef,
];

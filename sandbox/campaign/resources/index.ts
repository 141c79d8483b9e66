import type { ResourceDefinition } from '../definition.js';
import { countries, geoUnitBase, orgUnitBase, service, state, userBase } from './others.js';
import { profile } from './profile.js';

/** Everything that the simulated instance publishes. */
export const resources: readonly ResourceDefinition[] = [
  profile,
  service,
  orgUnitBase,
  geoUnitBase,
  countries,
  state,
  userBase,
];

import type { IngressConfig } from '../config/ingress.js';
import type { OptInOutConfig } from '../config/optInOut.js';

/** The same conflicts seen from both documents: JSON pointers to the mapped fields and to the pairs. */
interface OptOutConflicts {
  readonly ingress: string[];
  readonly optInOut: string[];
}

/**
 * A field that Opt-In/Out writes cannot also be a target of ingress, or both would undo each other's writes (spec 1.4). Only
 * the directions that use pairs count; in the others the fields belong to the table mapping.
 */
export function optOutConflicts(ingress: IngressConfig, { direction, pairs }: OptInOutConfig): OptOutConflicts {
  if (direction !== 'campaignToDynamics' && direction !== 'bidirectional') return { ingress: [], optInOut: [] };
  const targets = ingress.mappings.flatMap((mapping, place) =>
    mapping.campaignResource === 'profile'
      ? mapping.fields.map(({ field }, index) => ({
          field: pageName(field),
          at: `/mappings/${place}/fields/${index}/field`,
        }))
      : [],
  );
  const paired = new Set<string>(pairs.map(({ field }) => field));
  const mapped = new Set(targets.map(({ field }) => field));
  return {
    ingress: targets.filter(({ field }) => paired.has(field)).map(({ at }) => at),
    optInOut: pairs.flatMap(({ field }, index) => (mapped.has(field) ? [`/pairs/${index}/field`] : [])),
  };
}

/** Campaign's wire says `blackList…` where page and configuration say `denyList…` (reference adobe-campaign-api §3.2). */
const pageName = (field: string): string => field.replace(/^blackList/, 'denyList');

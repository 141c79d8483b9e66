import type { IngressConfig } from '../config/ingress.js';
import type { Guardrails } from '../config/settings.js';
import type { Mistake } from '../problems/mistake.js';

/** Records of the first loads of all mappings together, as far as the sizes of their tables are known. */
export const firstLoadRecords = ({ mappings }: IngressConfig, sizes: ReadonlyMap<string, number>): number =>
  mappings.reduce((sum, { dynamicsTable }) => sum + (sizes.get(dynamicsTable) ?? 0), 0);

/** Figure and limit where the first loads are above their guardrail (spec 1.2); null where they are not. */
export function firstLoadExcess(
  config: IngressConfig,
  sizes: ReadonlyMap<string, number>,
  { firstLoadRecords: limit }: Pick<Guardrails, 'firstLoadRecords'>,
): { readonly count: number; readonly limit: number } | null {
  const count = firstLoadRecords(config, sizes);
  return count > limit ? { count, limit } : null;
}

/**
 * A mapping that is added may not take the first loads above their guardrail. Tables that grew afterwards hinder no other edit;
 * mappings whose load has not begun are judged again at the start.
 */
export function firstLoadMistakes(
  before: IngressConfig,
  after: IngressConfig,
  sizes: ReadonlyMap<string, number>,
  allowed: Pick<Guardrails, 'firstLoadRecords'>,
): Mistake[] {
  const params = firstLoadExcess(after, sizes, allowed);
  if (!params) return [];
  const known = new Set(before.mappings.map(({ id }) => id));
  return after.mappings.flatMap(({ id }, place) =>
    known.has(id)
      ? []
      : [
          {
            pointer: `/mappings/${place}/dynamicsTable`,
            code: 'too-many-first-load-records',
            params,
          } as const,
        ],
  );
}

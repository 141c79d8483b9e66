import type { IngressConfig } from '../config/ingress.js';
import type { Guardrails } from '../config/settings.js';
import type { Mistake } from '../problems/mistake.js';

/** Records of the first loads of all mappings together, as far as the sizes of their tables are known. */
export const firstLoadRecords = ({ mappings }: IngressConfig, sizes: ReadonlyMap<string, number>): number =>
  mappings.reduce((sum, { dynamicsTable }) => sum + (sizes.get(dynamicsTable) ?? 0), 0);

/**
 * A mapping that is added may not take the first loads above their guardrail (spec 1.2). Tables that grew afterwards hinder no
 * other edit.
 */
export function firstLoadMistakes(
  before: IngressConfig,
  after: IngressConfig,
  sizes: ReadonlyMap<string, number>,
  allowed: Pick<Guardrails, 'firstLoadRecords'>,
): Mistake[] {
  const count = firstLoadRecords(after, sizes);
  const limit = allowed.firstLoadRecords;
  if (count <= limit) return [];
  const known = new Set(before.mappings.map(({ id }) => id));
  return after.mappings.flatMap(({ id }, place) =>
    known.has(id)
      ? []
      : [
          {
            pointer: `/mappings/${place}/dynamicsTable`,
            code: 'too-many-first-load-records',
            params: { count, limit },
          } as const,
        ],
  );
}

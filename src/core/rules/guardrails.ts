import { z } from 'zod';
import type { IngressConfig, TableMapping } from '../config/ingress.js';
import type { Guardrails } from '../config/settings.js';
import type { Parameters, ProblemCode } from '../problems/describe.js';
import type { Mistake } from '../problems/mistake.js';
import { linkDepths } from './linkDepth.js';

const usage = z.object({ used: z.number().int().nonnegative(), allowed: z.number().int().nonnegative() });

/** How much of the guardrails an ingress document uses; `contact` is no custom entity, so its mapping has no limits of its own. */
export const limitsUsedView = z.object({
  customEntities: usage,
  linkDepth: usage,
  mappings: z.array(z.object({ mapping: z.string(), columns: usage, links: usage, linkDepth: usage })),
});
type LimitsUsed = z.infer<typeof limitsUsedView>;

/** Every guardrail that the document breaks, each with the limit and the present figure (spec 1.2). */
export function guardrailMistakes({ mappings }: IngressConfig, allowed: Guardrails): Mistake[] {
  const found: Mistake[] = [];
  const judge = (code: ProblemCode, pointer: string, count: number, limit: number, params: Parameters = {}) => {
    if (count > limit) found.push({ pointer, code, params: { count, limit, ...params } });
  };
  judge('too-many-custom-entities', '/mappings', mappings.filter(isCustomEntity).length, allowed.customEntities);
  const depths = linkDepths(mappings);
  mappings.forEach((mapping, index) => {
    const pointer = `/mappings/${index}`;
    const named = { mapping: mapping.id };
    judge('links-too-deep', pointer, depths.get(mapping.id) ?? 0, allowed.linkDepth, named);
    if (!isCustomEntity(mapping)) return;
    judge('too-many-columns', `${pointer}/fields`, columnsOf(mapping), allowed.columns, named);
    judge('too-many-links', `${pointer}/fields`, linksOf(mapping), allowed.links, named);
  });
  return found;
}

export function limitsUsed({ mappings }: IngressConfig, allowed: Guardrails): LimitsUsed {
  const depths = linkDepths(mappings);
  const custom = mappings.filter(isCustomEntity);
  return {
    customEntities: { used: custom.length, allowed: allowed.customEntities },
    linkDepth: { used: Math.max(0, ...depths.values()), allowed: allowed.linkDepth },
    mappings: custom.map((mapping) => ({
      mapping: mapping.id,
      columns: { used: columnsOf(mapping), allowed: allowed.columns },
      links: { used: linksOf(mapping), allowed: allowed.links },
      linkDepth: { used: depths.get(mapping.id) ?? 0, allowed: allowed.linkDepth },
    })),
  };
}

/** Every table but contact (spec 1.2). */
const isCustomEntity = ({ dynamicsTable }: TableMapping): boolean => dynamicsTable !== 'contact';

/** Mapped columns; the key, which every mapping has, is none of them. */
const columnsOf = ({ fields }: TableMapping): number => new Set(fields.map(({ column }) => column)).size;

/** Linked columns of the resource: a lookup that goes to two fields links two of them. */
const linksOf = ({ fields }: TableMapping): number => fields.filter(({ parent }) => parent !== undefined).length;

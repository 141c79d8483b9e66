import { type IngressConfig, ingressConfig, type TableMapping } from '../core/config/ingress.js';
import type { Mistake } from '../core/problems/mistake.js';
import { freshMappingId } from '../core/rules/mappingId.js';
import { ApiProblem } from './problems/apiProblem.js';
import { documentMistakes } from './problems/documentMistakes.js';

/** One mapping put into its document, and how mistakes are found and told as those of the mapping alone. */
export interface MappingEdit {
  readonly id: string;
  readonly document: IngressConfig;
  /** The same document with the mapping last: of two that claim one table, the later one is told of it. */
  readonly seen: IngressConfig;
  readonly places: readonly number[];
  readonly told: (mistakes: readonly Mistake[]) => readonly Mistake[];
}

/**
 * A mapping that is added begins with a first load, so that it never gets the id of one that was deleted and still runs.
 * @param running ids that the running processes have @throws ApiProblem 422
 */
export function addedMapping(saved: IngressConfig, sent: unknown, running: readonly string[]): MappingEdit {
  const { id: given, dynamicsTable } = membersOf(sent);
  const known = saved.mappings.map(({ id }) => id);
  if (typeof given === 'string' && running.includes(given) && !known.includes(given))
    throw ApiProblem.refused([{ pointer: '/id', code: 'mapping-id-runs', params: { mapping: given } }]);
  const taken = new Set([...known, ...running]);
  const id = given ?? freshMappingId(typeof dynamicsTable === 'string' ? dynamicsTable : '', taken);
  return edited(saved.mappings, sent, id, (mapping) => [...saved.mappings, mapping]);
}

/** @throws ApiProblem 422 */
export function replacedMapping(saved: IngressConfig, sent: unknown, id: string): MappingEdit {
  const { id: now = id } = membersOf(sent);
  if (typeof now === 'string' && now !== id) {
    const params = { mapping: id, now: now.slice(0, 63) };
    throw ApiProblem.refused([{ pointer: '/id', code: 'mapping-id-differs', params }]);
  }
  const others = saved.mappings.filter((mapping) => mapping.id !== id);
  return edited(others, sent, now, (mapping) => saved.mappings.map((each) => (each.id === id ? mapping : each)));
}

/** Parses the mapping among the others, so that it hears at once of what is wrong in it and between them. */
function edited(
  others: readonly TableMapping[],
  sent: unknown,
  id: unknown,
  arrange: (mapping: TableMapping) => TableMapping[],
): MappingEdit {
  const place = others.length;
  const told = toldAs(place);
  const whole = { mappings: [...others, isObject(sent) ? { ...sent, id } : sent] };
  const parsed = ingressConfig.safeParse(whole);
  if (!parsed.success) throw ApiProblem.refused(told(documentMistakes(whole, parsed.error.issues)));
  const seen = parsed.data;
  const mapping = seen.mappings[place];
  if (!mapping) throw new Error('a mapping that was parsed is not there');
  return { id: mapping.id, document: { ...seen, mappings: arrange(mapping) }, seen, places: [place], told };
}

/**
 * Pointers into the mapping at `place`. A mistake elsewhere that this mapping brought about belongs to it as a whole, unless it is
 * told within it already.
 */
const toldAs =
  (place: number) =>
  (mistakes: readonly Mistake[]): Mistake[] => {
    const prefix = `/mappings/${place}`;
    const isInside = ({ pointer }: Mistake) => pointer === prefix || pointer.startsWith(`${prefix}/`);
    const inside = mistakes
      .filter(isInside)
      .map((mistake) => ({ ...mistake, pointer: mistake.pointer.slice(prefix.length) }));
    const codes = new Set(inside.map(({ code }) => code));
    const outside = mistakes.filter((mistake) => !isInside(mistake) && !codes.has(mistake.code));
    return [...inside, ...outside.map((mistake) => ({ ...mistake, pointer: '' }))];
  };

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const membersOf = (value: unknown): Readonly<Record<string, unknown>> => (isObject(value) ? value : {});

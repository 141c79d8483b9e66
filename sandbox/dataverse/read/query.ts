import { malformedQuery } from '../errors.js';

/** The options of a query, decoded. Names are case-sensitive, and what Dataverse lacks is refused (reference dataverse-web-api §3). */
export interface Query {
  readonly select: readonly string[] | undefined;
  readonly filter: string | undefined;
  readonly orderby: string | undefined;
  readonly top: number | undefined;
  readonly count: boolean;
  readonly expand: string | undefined;
  readonly apply: string | undefined;
  readonly skiptoken: string | undefined;
  readonly deltatoken: string | undefined;
  /** Parameters that begin with `@`. */
  readonly aliases: ReadonlyMap<string, string>;
}

const known = new Set([
  '$select',
  '$filter',
  '$orderby',
  '$top',
  '$count',
  '$expand',
  '$apply',
  '$skiptoken',
  '$deltatoken',
  'tag',
]);

export function queryOf(parameters: URLSearchParams): Query {
  const aliases = new Map<string, string>();
  for (const [name, value] of parameters) {
    if (name.startsWith('@')) aliases.set(name, value);
    else if (name.startsWith('$') && !known.has(name)) {
      throw malformedQuery(`The query parameter ${name} is not supported.`);
    }
  }
  const one = (name: string): string | undefined => parameters.get(name) ?? undefined;
  return {
    select: one('$select')
      ?.split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    filter: one('$filter'),
    orderby: one('$orderby'),
    top: topOf(one('$top')),
    count: countOf(one('$count')),
    expand: one('$expand'),
    apply: one('$apply'),
    skiptoken: one('$skiptoken'),
    deltatoken: one('$deltatoken'),
    aliases,
  };
}

function topOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d+$/u.test(value)) throw malformedQuery(`Invalid value '${value}' for $top query option.`);
  return Number(value);
}

function countOf(value: string | undefined): boolean {
  if (value !== undefined && value !== 'true' && value !== 'false') {
    throw malformedQuery(`Invalid value '${value}' for $count query option.`);
  }
  return value === 'true';
}

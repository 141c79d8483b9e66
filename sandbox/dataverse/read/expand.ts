import { isLookup, type LookupColumn, pointerOf } from '../column.js';
import type { Environment } from '../environment.js';
import { malformedQuery, notSimulated, unknownProperty } from '../errors.js';
import { maxExpansions } from '../limits.js';
import type { Preferences } from '../prefer.js';
import type { Table } from '../rows/table.js';
import type { Query } from './query.js';
import { columnsFor, type Render, rendererOf } from './render.js';

/** One part of an `$expand`: a navigation property with what is wanted of the row behind it. */
interface Expansion {
  readonly navigation: string;
  readonly select: readonly string[] | undefined;
  readonly expand: readonly Expansion[];
}

type Wanted = Pick<Query, 'select' | 'expand'>;

/** A row with what was selected of it and of the rows that its lookups point to (reference dataverse-web-api §3). */
export function expandedRenderer(
  table: Table,
  { select, expand }: Wanted,
  preferences: Preferences,
  environment: Environment,
): Render {
  const expansions = expand === undefined ? [] : parsed(expand);
  return rendererWith(table, { select, expand: expansions }, preferences, environment);
}

/** What stands in brackets behind the set's name in the context: `(fullname,parentcustomerid_account(name))`. */
export function selectionText({ select, expand }: Wanted): string {
  const parts = [...(select ?? []), ...(expand === undefined ? [] : parsed(expand).map(expansionText))];
  return parts.length === 0 ? '' : `(${parts.join(',')})`;
}

function rendererWith(
  table: Table,
  { select, expand }: Pick<Expansion, 'select' | 'expand'>,
  preferences: Preferences,
  environment: Environment,
): Render {
  const own = rendererOf(table, columnsFor(table, select), preferences, environment);
  if (expand.length === 0) return own;
  const parts = expand.map((one) => partOf(table, one, preferences, environment));
  return (index) => own(index) + parts.map((part) => part(index)).join('');
}

function partOf(table: Table, expansion: Expansion, preferences: Preferences, environment: Environment): Render {
  const { navigation } = expansion;
  const { column, target } = lookupBehind(table, navigation, environment);
  const read = table.reader(column);
  const render = rendererWith(target, expansion, preferences, environment);
  return (index) => {
    const pointer = pointerOf(read(index));
    const place = pointer?.table === target.definition.name ? target.rows.find(pointer.id) : undefined;
    const here = place !== undefined && target.rows.isLive(place);
    return `,"${navigation}":${here ? `{${render(place)}}` : 'null'}`;
  };
}

/** The lookup and the table that a navigation property leads to. Throws 400 when there is none. */
export function lookupBehind(
  table: Table,
  navigation: string,
  { tables }: Environment,
): { readonly column: LookupColumn; readonly target: Table } {
  for (const column of table.columns.values()) {
    if (!isLookup(column)) continue;
    const named = column.targets.find((one) => one.navigation === navigation);
    const target = named && tables.get(named.table);
    if (target) return { column, target };
  }
  throw unknownProperty(navigation, table.definition.name);
}

function parsed(text: string): readonly Expansion[] {
  const parts = splitOutsideBrackets(text, ',');
  if (parts.length > maxExpansions) {
    throw malformedQuery(`The number of $expand options exceeds the limit of ${maxExpansions}.`);
  }
  return parts.map((part) => {
    const [, navigation = '', options] = /^(\w+)(?:\((.*)\))?$/u.exec(part) ?? [];
    if (navigation === '') throw malformedQuery(`'${part}' is no expansion.`);
    return { navigation, ...optionsOf(options) };
  });
}

function optionsOf(options: string | undefined): Pick<Expansion, 'select' | 'expand'> {
  let select: readonly string[] | undefined;
  let expand: readonly Expansion[] = [];
  for (const option of options === undefined ? [] : splitOutsideBrackets(options, ';')) {
    const [, name, value = ''] = /^\$(\w+)=(.*)$/u.exec(option) ?? [];
    if (name === 'select') select = value.split(',').map((one) => one.trim());
    else if (name === 'expand') expand = parsed(value);
    else throw notSimulated(`'${option}' in $expand`);
  }
  return { select, expand };
}

function splitOutsideBrackets(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const letter of text) {
    if (letter === '(') depth += 1;
    if (letter === ')') depth -= 1;
    if (letter === separator && depth === 0) {
      parts.push(part);
      part = '';
    } else part += letter;
  }
  return [...parts, part].map((one) => one.trim()).filter((one) => one !== '');
}

function expansionText({ navigation, select, expand }: Expansion): string {
  return `${navigation}(${[...(select ?? []), ...expand.map(expansionText)].join(',')})`;
}

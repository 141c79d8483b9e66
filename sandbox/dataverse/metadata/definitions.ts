import { isChoice } from '../column.js';
import type { Answer, Call } from '../context.js';
import type { Environment } from '../environment.js';
import { DataverseError, malformedQuery, notSimulated, unknownSegment } from '../errors.js';
import { type Query, queryOf } from '../read/query.js';
import type { Table } from '../rows/table.js';
import { baseAttributeNames, optionSet } from './attributes.js';
import type { Metadata } from './labels.js';
import { expansionsOf, filtered, type Shape, shaped } from './shape.js';
import { type Surroundings, tableExpansions, tableId, tableMember, tableMetadata } from './tables.js';

const crm = 'Microsoft.Dynamics.CRM.';
const optionSets = new Set(['OptionSet', 'GlobalOptionSet']);

const tableShape: Shape = {
  type: 'EntityMetadata',
  selectable: (name) => /^[A-Z]/u.test(name),
  expandable: tableExpansions,
};
const attributeShape: Shape = {
  type: 'AttributeMetadata',
  selectable: (name) => baseAttributeNames.has(name),
  expandable: optionSets,
};
const relationshipShape: Shape = {
  type: 'OneToManyRelationshipMetadata',
  selectable: (name) => /^[A-Z]/u.test(name),
  expandable: new Set(),
};

/** `EntityDefinitions...`: the segments behind the root, such as `EntityDefinitions(LogicalName='contact')`, `Attributes`. */
export function readDefinitions(call: Call, segments: readonly string[]): Answer {
  const [first = '', second, ...rest] = segments;
  const query = queryOf(call.request.query);
  if (query.apply !== undefined || query.orderby !== undefined || query.top !== undefined) {
    throw malformedQuery('Metadata can be selected, filtered and expanded only.');
  }
  const key = keyOf(first, 'EntityDefinitions');
  const { environment, settings } = call;
  const { tables } = environment;
  const around = { environment, onParentDelete: settings.onParentDelete };
  const expanded = [...expansionsOf(query.expand).keys()];
  if (key === undefined) {
    const list = filtered(
      [...tables.values()].map((table) => tableMetadata(table, around, expanded)),
      query,
      tableShape,
    );
    return listed(
      call,
      'EntityDefinitions',
      list.map((piece) => shaped(piece, query, tableShape)),
    );
  }
  const table = [...tables.values()].find(({ definition: { name } }) => key === name || key === tableId(name));
  if (!table) throw new DataverseError(404, '0x80060888', `Could not find an entity with name ${key}.`);
  const path = `EntityDefinitions('${table.definition.name}')`;
  if (second === undefined) {
    return single(call, 'EntityDefinitions', shaped(tableMetadata(table, around, expanded), query, tableShape));
  }
  return below(call, { table, around, path, query, member: second, rest });
}

/** `GlobalOptionSetDefinitions(Name='...')`, or all of them; `$filter` is not supported there. */
export function readGlobalChoices(call: Call, segments: readonly string[]): Answer {
  const query = queryOf(call.request.query);
  if (query.filter !== undefined) throw malformedQuery('The query parameter $filter is not supported.');
  const choices = globalChoices(call.environment);
  const name = keyOf(segments[0] ?? '', 'GlobalOptionSetDefinitions');
  if (name === undefined) return listed(call, 'GlobalOptionSetDefinitions', choices);
  const found = choices.find((choice) => choice['Name'] === name || choice['MetadataId'] === name);
  if (!found) throw new DataverseError(404, '0x80060888', `Could not find an option set with name ${name}.`);
  return single(call, 'GlobalOptionSetDefinitions', found);
}

/** Each once, however many columns have it. */
function globalChoices({ tables }: Environment): readonly Metadata[] {
  const found = new Map<string, Metadata>();
  for (const { definition, columns } of tables.values()) {
    for (const column of columns.values()) {
      if (!isChoice(column) || column.global === undefined || found.has(column.global)) continue;
      const set = optionSet(definition.name, column);
      found.set(column.global, { '@odata.type': `#${crm}OptionSetMetadata`, ...set });
    }
  }
  return [...found.values()];
}

interface Below {
  readonly table: Table;
  readonly around: Surroundings;
  readonly path: string;
  readonly query: Query;
  readonly member: string;
  readonly rest: readonly string[];
}

function below(call: Call, { table, around, path, query, member, rest }: Below): Answer {
  const members = tableMember(table, member, around);
  if (members && member !== 'Attributes') {
    const list = filtered(members, query, relationshipShape);
    return listed(
      call,
      `${path}/${member}`,
      list.map((piece) => shaped(piece, query, relationshipShape)),
    );
  }
  if (!member.startsWith('Attributes')) throw unknownSegment(member);
  const name = keyOf(member, 'Attributes');
  const [cast, ...more] = rest;
  if (more.length > 0) throw notSimulated('single members of an attribute');
  const shape = cast === undefined ? attributeShape : castShape(cast);
  const all = (tableMember(table, 'Attributes', around) ?? []).filter(
    (attribute) => cast === undefined || attribute['@odata.type'] === `#${cast}`,
  );
  const context = `${path}/Attributes${cast === undefined ? '' : `/${cast}`}`;
  const narrow = (piece: Metadata): Metadata => {
    const kept = shaped(piece, query, shape);
    // Without a cast, the members of the true type stay out even when nothing is selected.
    return cast === undefined ? onlyBase(kept) : kept;
  };
  if (name === undefined) return listed(call, context, filtered(all, query, shape).map(narrow));
  const found = all.find((attribute) => attribute['LogicalName'] === name || attribute['MetadataId'] === name);
  if (!found) {
    throw new DataverseError(
      404,
      '0x80060888',
      `Could not find an attribute with name ${name} on '${table.definition.name}'.`,
    );
  }
  return single(call, context, cast === undefined ? shaped(found, query, castShape(typeOf(found))) : narrow(found));
}

function castShape(cast: string): Shape {
  const type = cast.slice(crm.length);
  if (!cast.startsWith(crm) || !/^[A-Za-z]*AttributeMetadata$/u.test(type) || type === 'EnumAttributeMetadata') {
    throw malformedQuery(`The type '${cast}' cannot be cast to.`);
  }
  return { type, selectable: (name) => baseAttributeNames.has(name) || details.has(name), expandable: optionSets };
}

const details = new Set([
  'MaxLength',
  'Format',
  'FormatName',
  'MinValue',
  'MaxValue',
  'Precision',
  'DefaultValue',
  'DefaultFormValue',
  'DateTimeBehavior',
  'Targets',
]);

function onlyBase(piece: Metadata): Metadata {
  return Object.fromEntries(
    Object.entries(piece).filter(([name]) => name.startsWith('@') || baseAttributeNames.has(name)),
  );
}

const typeOf = (attribute: Metadata): string => String(attribute['@odata.type']).slice(1);

/** `Name(LogicalName='x')`, `Name(Name='x')` or `Name(guid)`; undefined for the bare name. */
function keyOf(segment: string, name: string): string | undefined {
  if (segment === name) return undefined;
  const key = new RegExp(`^${name}\\((?:(?:LogicalName|Name|MetadataId)=)?'?([\\w-]+)'?\\)$`, 'u').exec(segment)?.[1];
  if (key === undefined) throw unknownSegment(segment);
  return key;
}

function listed({ api }: Call, context: string, value: readonly Metadata[]): Answer {
  const body = JSON.stringify({ '@odata.context': `${api}/$metadata#${context}`, value });
  return { status: 200, body, applied: 'read', rows: value.length };
}

function single({ api }: Call, context: string, piece: Metadata): Answer {
  const body = JSON.stringify({ '@odata.context': `${api}/$metadata#${context}/$entity`, ...piece });
  return { status: 200, body, applied: 'read', rows: 1 };
}

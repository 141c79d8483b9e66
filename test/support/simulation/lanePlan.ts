import type { FieldMapping, TableMapping } from '../../../src/core/config/ingress.js';
import type { LaneSettings } from '../../../src/core/config/settings.js';
import { lanePlan } from '../../../src/core/lanePlan.js';
import type { CampaignResource, DynamicsTable } from '../../../src/core/metadata.js';
import { family } from '../../../src/core/rules/links.js';
import { type LaneRules, laneRules } from '../../../src/engine/rules.js';
import { column, field, mappingOf, resourceOf, tableOf } from '../../unit/mappingFixtures.js';

/** A table of the simulated family: its keys begin with `letter`; each link is a lookup `<parent>_ref` to the table of that name. */
export interface FamilyMember {
  readonly name: string;
  readonly letter: string;
  readonly links: readonly { readonly parent: string; readonly byReference: boolean }[];
}

/** Two levels of links, a record with two parents, a table that is linked with itself, and one that is not linked. */
export const familyMembers: readonly FamilyMember[] = [
  { name: 'contact', letter: 'c', links: [] },
  { name: 'card', letter: 'a', links: [{ parent: 'contact', byReference: false }] },
  {
    name: 'stamp',
    letter: 'b',
    links: [
      { parent: 'card', byReference: true },
      { parent: 'contact', byReference: false },
    ],
  },
  { name: 'club', letter: 'd', links: [{ parent: 'club', byReference: true }] },
  { name: 'shop', letter: 'e', links: [] },
];

const zeros = '-0000-4000-8000-000000000000';

/** Key of a table's record number `index`. */
export const keyOf = ({ letter }: FamilyMember, index: number): string =>
  `${letter.repeat(8)}${zeros.slice(0, -String(index).length)}${index}`;

/** Property of a row that names its parent, and field of Campaign that does. */
export const lookupOf = (parent: string): string => `_${parent}_ref_value`;
export const linkOf = (parent: string): string => `${parent}Ref`;

const values = [
  ['lastname', 'lastName'],
  ['version', 'version'],
] as const;

/** Contacts to profiles with a version that rises with each mapped change; `note` is not mapped. */
export function simulatedRules(more: Partial<TableMapping> = {}, settings: object = {}): LaneRules {
  const [table, resource] = [tableFor('contact'), resourceFor('profile')];
  return laneRules(lanePlan.parse({ version: 1, mapping: mappingOf(values, more), table, resource, settings }));
}

/** What a mapping of a family is like besides its fields. */
export interface FamilyChoice extends Partial<TableMapping> {
  /** Campaign refuses a second record with the same key. */
  readonly unique: boolean;
}

/** The rules of all lanes of a family, by the names of their tables. */
export function familyRules(
  members: readonly FamilyMember[],
  more: (member: FamilyMember) => FamilyChoice,
  settings: LaneSettings,
): Map<string, LaneRules> {
  const mappings = members.map((member) => familyMapping(member, more(member)));
  const rules = members.map((member, index): [string, LaneRules] => {
    const mapping = mappings[index] as TableMapping;
    const links = member.links;
    const lookups = links.map(({ parent }) => column(`${parent}_ref`, 'lookup', { targets: [parent] }));
    const refs = links.map(({ parent, byReference }) =>
      byReference
        ? field(linkOf(parent), 'link', { target: `cus${parent}` })
        : field(linkOf(parent), 'string', { length: 40 }),
    );
    const [table, resource] = [tableFor(member.name, lookups), resourceFor(mapping.campaignResource, refs)];
    const plan = { version: 1, mapping, table, resource, settings, ...family(mapping, mappings) };
    return [member.name, laneRules(lanePlan.parse(plan))];
  });
  return new Map(rules);
}

function familyMapping({ name, links }: FamilyMember, { unique, ...more }: FamilyChoice): TableMapping {
  const mapping = mappingOf(values, more);
  const linked: FieldMapping[] = links.map(({ parent }) => ({
    column: `${parent}_ref`,
    field: linkOf(parent),
    parent,
    applyUpdates: true,
  }));
  return {
    ...mapping,
    id: name,
    dynamicsTable: name,
    campaignResource: `cus${name}`,
    idField: { ...mapping.idField, column: `${name}id`, unique },
    fields: [...mapping.fields, ...linked],
  };
}

function tableFor(name: string, more: ReturnType<typeof column>[] = []): DynamicsTable {
  const columns = [column('lastname', 'string'), column('version', 'integer'), column('statecode', 'integer'), ...more];
  const table = tableOf(column(`${name}id`, 'uniqueidentifier'), ...columns);
  return { ...table, name, entitySet: `${name}s`, primaryKey: `${name}id` };
}

const resourceFor = (name: string, more: ReturnType<typeof field>[] = []): CampaignResource => ({
  ...resourceOf(field('lastName', 'string', { length: 40 }), field('version', 'long'), ...more),
  name,
});

/** Rows of active records are sent. */
export const activeOnly: TableMapping['filter'] = {
  join: 'and',
  conditions: [{ column: 'statecode', comparison: 'equals', value: 0 }],
};

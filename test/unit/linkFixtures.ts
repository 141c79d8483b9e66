import { column, field, mappingOf, resourceOf, tableOf } from './mappingFixtures.js';

export const other = '0c0ffee0-0000-e711-a94e-0000000000bb';
export const table = tableOf(
  column('lastname', 'string'),
  column('parentcustomerid', 'lookup', { targets: ['account', 'contact'] }),
  column('managerid', 'lookup', { targets: ['contact'] }),
  column('ownerid', 'lookup'),
);
export const resource = resourceOf(
  field('lastName', 'string'),
  field('cusAccountId', 'string', { length: 64 }),
  field('managerId', 'string', { length: 36 }),
  field('short', 'string', { length: 35 }),
  field('notes', 'memo'),
  field('visits', 'long'),
  field('cusAccount', 'link', { target: 'cusAccount' }),
  field('manager', 'link', { target: 'profile' }),
);
export const parents = {
  account: { table: 'account', resource: 'cusAccount' },
  contact: { table: 'contact', resource: 'profile' },
};

export type Linked = readonly [column: string, field: string, parent?: string, applyUpdates?: boolean];
export const linked = (links: readonly Linked[], id = 'contact') => ({
  ...mappingOf([], { id }),
  fields: links.map(([from, to, parent, applyUpdates = true]) => ({
    column: from,
    field: to,
    applyUpdates,
    ...(parent && { parent }),
  })),
});

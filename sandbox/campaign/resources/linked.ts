import type { ResourceDefinition } from '../definition.js';
import { auditFields, byCrmId, byName, choice, crmId, joined, text } from './described.js';

const shared = { roots: ['profileAndServicesExt'], unique: ['crmId'], filters: [byCrmId, byName] } as const;

/** Companies; a company may belong to another one. */
export const cusAccount: ResourceDefinition = {
  ...shared,
  name: 'cusAccount',
  label: 'Accounts',
  help: 'Companies that profiles work for',
  schema: 'cus:account',
  fields: [
    crmId,
    text('name', 'Name', 160),
    text('number', 'Number', 20),
    text('city', 'City', 80),
    choice('industry', 'Industry', {
      none: 'Not specified',
      accounting: 'Accounting',
      agriculture: 'Agriculture',
      consulting: 'Consulting',
      financial: 'Financial',
      insurance: 'Insurance',
      manufacturing: 'Manufacturing',
      retail: 'Retail',
      transportation: 'Transportation',
      other: 'Other',
    }),
    { name: 'revenue', label: 'Revenue', kind: 'double' },
    text('parentId', 'Number of the parent', 64),
    joined('parent', 'Parent', 'cusAccount', { column: 'parentId', key: 'crmId' }),
    ...auditFields,
  ],
};

/** Memberships of profiles. */
export const cusLoyalty: ResourceDefinition = {
  ...shared,
  name: 'cusLoyalty',
  label: 'Loyalties',
  help: 'Memberships of profiles',
  schema: 'cus:loyalty',
  fields: [
    crmId,
    text('name', 'Name', 127),
    text('profileId', 'External ID of the profile', 100),
    joined('profile', 'Profile', 'profile', { column: 'profileId', key: 'externalId' }),
    { name: 'points', label: 'Points', kind: 'long' },
    choice('level', 'Level', { none: 'None', bronze: 'Bronze', silver: 'Silver', gold: 'Gold' }),
    text('interests', 'Interests', 255),
    { name: 'since', label: 'Since', kind: 'date' },
    { name: 'balance', label: 'Balance', kind: 'double' },
    { name: 'active', label: 'Active', kind: 'boolean' },
    ...auditFields,
  ],
};

/** What happens on memberships: the second level below profiles. */
export const cusLoyaltyTransaction: ResourceDefinition = {
  ...shared,
  name: 'cusLoyaltyTransaction',
  label: 'Loyalty transactions',
  help: 'What was earned and burnt',
  schema: 'cus:loyaltyTransaction',
  fields: [
    crmId,
    text('name', 'Name', 127),
    text('loyaltyId', 'Number of the loyalty', 64),
    joined('loyalty', 'Loyalty', 'cusLoyalty', { column: 'loyaltyId', key: 'crmId' }),
    { name: 'amount', label: 'Amount', kind: 'double' },
    choice('kind', 'Kind', { none: 'None', earn: 'Earn', burn: 'Burn' }),
    { name: 'at', label: 'At', kind: 'datetime' },
    ...auditFields,
  ],
};

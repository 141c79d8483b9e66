import { contactToProfile } from '../../src/core/mapping/contactToProfile.js';
import type { CampaignResource, DynamicsColumn, DynamicsTable } from '../../src/core/metadata.js';

const columns: DynamicsColumn[] = [
  { name: 'contactid', label: 'Contact', type: 'uniqueidentifier', property: 'contactid' },
  { name: 'donotbulkemail', label: 'No bulk e-mail', type: 'boolean', property: 'donotbulkemail' },
  ...contactToProfile.fields.map(
    ({ column }): DynamicsColumn => ({ name: column, label: column, type: 'string', property: column, maxLength: 50 }),
  ),
];

/** `contact` as far as the mapping out of the box goes, a boolean, and every other column a text. */
export const contactTable: DynamicsTable = {
  name: 'contact',
  label: 'Contact',
  entitySet: 'contacts',
  primaryKey: 'contactid',
  changeTracking: true,
  columns: Object.fromEntries(columns.map((column) => [column.name, column])),
};

/** `profile` likewise, with one field that nobody may write. */
export const profileResource: CampaignResource = {
  name: 'profile',
  label: 'Profile',
  root: 'profileAndServicesExt',
  fields: Object.fromEntries([
    ...['externalId', ...contactToProfile.fields.map(({ field }) => field)].map((path) => [
      path,
      { path, label: path, type: 'string', length: 255, readOnly: false },
    ]),
    ...['denyListEmail', 'blackListEmail'].map((path) => [
      path,
      { path, label: path, type: 'boolean', readOnly: false },
    ]),
    ['age', { path: 'age', label: 'Age', type: 'long', readOnly: true }],
  ]),
};

/** A custom table that points to contacts, with labels in two languages. */
export const loyaltyTable: DynamicsTable = {
  name: 'new_loyalty',
  label: 'Loyalty',
  labels: { en: 'Loyalty', fr: 'Fidélité' },
  entitySet: 'new_loyalties',
  primaryKey: 'new_loyaltyid',
  changeTracking: true,
  trackable: true,
  columns: {
    new_loyaltyid: { name: 'new_loyaltyid', label: 'Loyalty', type: 'uniqueidentifier', property: 'new_loyaltyid' },
    new_name: {
      name: 'new_name',
      label: 'Name',
      labels: { en: 'Name', fr: 'Nom' },
      type: 'string',
      property: 'new_name',
      maxLength: 100,
    },
    new_contactid: {
      name: 'new_contactid',
      label: 'Contact',
      type: 'lookup',
      property: '_new_contactid_value',
      targets: ['contact'],
    },
    new_level: {
      name: 'new_level',
      label: 'Level',
      type: 'picklist',
      property: 'new_level',
      options: [{ value: 1, label: 'Bronze', labels: { en: 'Bronze', fr: 'Bronze (fr)' } }],
    },
  },
};

/** The resource that it goes to. */
export const loyaltyResource: CampaignResource = {
  name: 'cusLoyalty',
  label: 'Loyalties',
  root: 'profileAndServicesExt',
  fields: {
    crmId: { path: 'crmId', label: 'CRM number', type: 'string', length: 64, readOnly: false },
    name: { path: 'name', label: 'Name', type: 'string', length: 127, readOnly: false },
    number: { path: 'number', label: 'Number', type: 'string', length: 20, readOnly: false },
    profileId: { path: 'profileId', label: 'External ID', type: 'string', length: 100, readOnly: false },
    level: {
      path: 'level',
      label: 'Level',
      type: 'enumeration',
      readOnly: false,
      values: ['none', 'bronze'],
      valueLabels: { none: 'None', bronze: 'Bronze' },
    },
    created: { path: 'created', label: 'Created', type: 'datetime', readOnly: true },
  },
};

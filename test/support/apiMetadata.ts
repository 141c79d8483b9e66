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

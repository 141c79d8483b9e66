import type { TableMapping } from '../config/ingress.js';

/**
 * The mapping that an instance begins with (spec 1.2). It keeps to columns that every Dynamics 365 environment has and to
 * fields whose values they can fill:
 * - `preferredLanguage` is left out, because `contact` has no column for a language (reference dataverse-web-api §11);
 * - `location.stateCode` and `location.countryCode` are left out, because they take codes, while `address1_stateorprovince` and
 *   `address1_country` hold whatever a person typed.
 * Where an environment has such columns, they are added in the field table, with replacements.
 */
export const contactToProfile: TableMapping = {
  id: 'contact',
  dynamicsTable: 'contact',
  campaignResource: 'profile',
  idField: { column: 'contactid', field: 'externalId', lookup: { by: 'path' }, unique: true },
  fields: [
    always('salutation', 'salutation'),
    always('firstname', 'firstName'),
    always('middlename', 'middleName'),
    always('lastname', 'lastName'),
    always('gendercode', 'gender'),
    always('birthdate', 'birthDate'),
    always('emailaddress1', 'email'),
    always('mobilephone', 'mobilePhone'),
    always('telephone1', 'phone'),
    always('fax', 'fax'),
    always('address1_line1', 'location.address1'),
    always('address1_line2', 'location.address2'),
    always('address1_line3', 'location.address3'),
    always('address1_postalcode', 'location.zipCode'),
    always('address1_city', 'location.city'),
  ],
  replacements: [
    { column: 'gendercode', existingValue: 1, newValue: 'male' },
    { column: 'gendercode', existingValue: 2, newValue: 'female' },
  ],
  filter: null,
  deleteFiltered: false,
  applyDeletes: false,
  technicalValues: true,
};

function always(column: string, field: string): TableMapping['fields'][number] {
  return { column, field, applyUpdates: true };
}

import type { TableDefinition } from '../column.js';
import { chance, draw, emailOf, phoneOf, placeOf } from '../people/person.js';
import { choice, currency, flag, lookup, money, owner, standardColumns, stateColumns, text } from './build.js';

const salt = { name: 501, number: 502, industry: 503, revenue: 504 };

const companies = [
  'Acme',
  'Contoso',
  'Müller & Söhne',
  'L’Atelier',
  'Fabrikam',
  'Café Ωmega',
  'O’Neil Bros.',
  'Tōkyō Trading',
];
const forms = ['Ltd', 'SA', 'GmbH', 'SARL', 'Inc.'];

const industries = { 1: 'Accounting', 5: 'Building Supply Retail', 7: 'Consulting', 20: 'Insurance', 33: 'Wholesale' };
const industryCodes = Object.keys(industries).map(Number);

/** Companies, so that contacts have parents to point to; one in ten belongs to another company. */
export const account: TableDefinition = {
  name: 'account',
  schemaName: 'Account',
  set: 'accounts',
  label: 'Account',
  pluralLabel: 'Accounts',
  key: 'accountid',
  nameColumn: 'name',
  typeCode: 1,
  changeTracking: true,
  ownership: 'UserOwned',
  columns: [
    ...standardColumns('accountid', 'Account'),
    text('name', 'Account Name', 160, {
      required: 'ApplicationRequired',
      generate: (origin) => companyName(draw(origin, salt.name) % 1_000_000),
    }),
    text('accountnumber', 'Account Number', 20, { generate: (origin) => `B-${draw(origin, salt.number)}` }),
    text('emailaddress1', 'Email', 100, { format: 'Email', generate: emailOf }),
    text('telephone1', 'Main Phone', 50, { format: 'Phone', generate: (origin) => phoneOf(origin, 'landline') }),
    text('websiteurl', 'Website', 200, { format: 'Url' }),
    text('address1_city', 'Address 1: City', 80, { generate: (origin) => placeOf(origin).city }),
    text('address1_country', 'Address 1: Country/Region', 80),
    choice('industrycode', 'Industry', industries, {
      generate: (origin) =>
        chance(origin, salt.industry, 80)
          ? (industryCodes[draw(origin, salt.industry + 50) % industryCodes.length] ?? null)
          : null,
    }),
    ...money('revenue', 'Annual Revenue', (origin) =>
      chance(origin, salt.revenue, 60) ? (draw(origin, salt.revenue + 50) % 1_000_000_000) / 100 : null,
    ),
    currency(),
    flag('donotemail', 'Do not allow Emails', ['Allow', 'Do Not Allow']),
    lookup('parentaccountid', 'Parent Account', 'account', { linksTo: 'account' }),
    owner(),
    ...stateColumns(),
  ],
  usualColumns: ['name', 'emailaddress1', 'telephone1', 'address1_city', 'industrycode', 'revenue'],
};

export function companyName(nth: number): string {
  return `${companies[nth % companies.length] ?? ''} ${forms[nth % forms.length] ?? ''} ${nth + 1}`;
}

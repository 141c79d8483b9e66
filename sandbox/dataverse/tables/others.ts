import type { TableDefinition } from '../column.js';
import { emailOf, phoneOf } from '../people/person.js';
import { flag, integer, number, pointer, readOnly, standardColumns, stateColumns, text } from './build.js';
import { userIds } from './known.js';

/** Companies, so that contacts have parents to point to. */
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
    text('name', 'Account Name', 160, { required: 'ApplicationRequired' }),
    text('accountnumber', 'Account Number', 20),
    text('emailaddress1', 'Email', 100, { format: 'Email', generate: emailOf }),
    text('telephone1', 'Main Phone', 50, { format: 'Phone', generate: (origin) => phoneOf(origin, 'landline') }),
    text('websiteurl', 'Website', 200, { format: 'Url' }),
    text('address1_city', 'Address 1: City', 80),
    text('address1_country', 'Address 1: Country/Region', 80),
    flag('donotemail', 'Do not allow Emails', ['Allow', 'Do Not Allow']),
    pointer('Owner', 'ownerid', 'Owner', [{ table: 'systemuser', navigation: 'ownerid' }], {
      initial: `systemuser:${userIds.application}`,
    }),
    ...stateColumns(),
  ],
};

export const systemuser: TableDefinition = {
  name: 'systemuser',
  schemaName: 'SystemUser',
  set: 'systemusers',
  label: 'User',
  pluralLabel: 'Users',
  key: 'systemuserid',
  nameColumn: 'fullname',
  typeCode: 8,
  changeTracking: true,
  ownership: 'BusinessOwned',
  columns: [
    ...standardColumns('systemuserid', 'User'),
    text('fullname', 'Full Name', 200),
    text('domainname', 'User Name', 1024),
    flag('isdisabled', 'Status', ['Enabled', 'Disabled']),
  ],
};

/** Without change tracking, as a table that nobody switched it on for. */
export const transactioncurrency: TableDefinition = {
  name: 'transactioncurrency',
  schemaName: 'TransactionCurrency',
  set: 'transactioncurrencies',
  label: 'Currency',
  pluralLabel: 'Currencies',
  key: 'transactioncurrencyid',
  nameColumn: 'currencyname',
  typeCode: 9105,
  changeTracking: false,
  ownership: 'OrganizationOwned',
  columns: [
    ...standardColumns('transactioncurrencyid', 'Currency'),
    text('currencyname', 'Currency Name', 100),
    text('isocurrencycode', 'Currency Code', 5),
    text('currencysymbol', 'Currency Symbol', 13),
    number('Decimal', 'exchangerate', 'Exchange Rate', { precision: 12, initial: 1 }),
  ],
};

/** The one row that says how long deletions are remembered. */
export const organization: TableDefinition = {
  name: 'organization',
  schemaName: 'Organization',
  set: 'organizations',
  label: 'Organization',
  pluralLabel: 'Organizations',
  key: 'organizationid',
  nameColumn: 'name',
  typeCode: 1019,
  changeTracking: false,
  ownership: 'OrganizationOwned',
  columns: [
    ...standardColumns('organizationid', 'Organization'),
    text('name', 'Organization Name', 160, { ...readOnly }),
    integer('expirechangetrackingindays', 'Days to Expire Change Tracking Deleted Records', {
      min: 0,
      max: 365,
      initial: 7,
    }),
    integer('languagecode', 'Language', { initial: 1033 }),
  ],
};

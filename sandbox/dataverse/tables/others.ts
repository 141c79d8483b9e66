import type { TableDefinition } from '../column.js';
import { flag, integer, number, readOnly, standardColumns, text } from './build.js';

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
  usualColumns: ['fullname'],
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
  usualColumns: ['exchangerate'],
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
  usualColumns: ['languagecode'],
};

import type { Column, TableDefinition } from '../column.js';
import { chance, draw, isInactive } from '../people/person.js';
import { addressColumns } from './address.js';
import {
  bigInt,
  choice,
  currency,
  flag,
  guid,
  integer,
  lookup,
  memo,
  moment,
  money,
  number,
  owner,
  pointer,
  readOnly,
  standardColumns,
  stateColumns,
  text,
} from './build.js';
import { customColumns } from './contactCustom.js';
import { nameColumns } from './contactNames.js';
import { accountIds, userIds } from './known.js';

const allow = ['Allow', 'Do Not Allow'] as const;
const salt = { choice: 301, money: 302, flag: 303, parent: 304, owner: 305, note: 306 };

const drawnOption =
  (trait: number, options: number, percent: number) =>
  (origin: number): number | null =>
    chance(origin, trait, percent) ? 1 + (draw(origin, trait + 50) % options) : null;

const optOut = (
  name: string,
  label: string,
  labels: readonly [string, string],
  percent: number,
  trait: number,
): Column => flag(name, label, labels, { generate: (origin) => chance(origin, salt.flag + trait, percent) });

const someMoney =
  (percent: number) =>
  (origin: number): number | null =>
    chance(origin, salt.money, percent) ? 20_000 + (draw(origin, salt.money + 1) % 80_000) : null;

const choices: Column[] = [
  choice('gendercode', 'Gender', { 1: 'Male', 2: 'Female' }, { generate: genderCode }),
  choice(
    'familystatuscode',
    'Marital Status',
    { 1: 'Single', 2: 'Married', 3: 'Divorced', 4: 'Widowed' },
    {
      generate: drawnOption(salt.choice, 4, 60),
    },
  ),
  choice(
    'preferredcontactmethodcode',
    'Preferred Method of Contact',
    { 1: 'Any', 2: 'Email', 3: 'Phone', 4: 'Fax', 5: 'Mail' },
    { initial: 1, generate: (origin) => 1 + (draw(origin, salt.choice + 1) % 5) },
  ),
  choice('customertypecode', 'Relationship Type', { 1: 'Default Value' }, { initial: 1, generate: () => 1 }),
  choice(
    'leadsourcecode',
    'Lead Source',
    { 1: 'Default Value', 2: 'Web', 3: 'Trade Show' },
    { initial: 1, generate: drawnOption(salt.choice + 2, 3, 80) },
  ),
  choice('territorycode', 'Territory', { 1: 'Default Value' }, { initial: 1, generate: () => 1 }),
  choice('educationcode', 'Education', { 1: 'Default Value' }, { initial: 1, generate: () => 1 }),
  choice('haschildrencode', 'Has Children', { 1: 'Default Value' }, { initial: 1, generate: () => 1 }),
  choice('customersizecode', 'Customer Size', { 1: 'Default Value' }, { initial: 1, generate: () => 1 }),
  choice('shippingmethodcode', 'Shipping Method', { 1: 'Default Value' }, { initial: 1, generate: () => 1 }),
  choice(
    'paymenttermscode',
    'Payment Terms',
    { 1: 'Net 30', 2: '2% 10, Net 30', 3: 'Net 45', 4: 'Net 60' },
    { generate: drawnOption(salt.choice + 3, 4, 20) },
  ),
];

const flags: Column[] = [
  optOut('donotemail', 'Do not allow Emails', allow, 9, 0),
  optOut('donotbulkemail', 'Do not allow Bulk Emails', allow, 14, 1),
  optOut('donotphone', 'Do not allow Phone Calls', allow, 20, 2),
  optOut('donotfax', 'Do not allow Faxes', allow, 3, 3),
  optOut('donotpostalmail', 'Do not allow Mails', allow, 6, 4),
  optOut('donotbulkpostalmail', 'Do not allow Bulk Mails', ['No', 'Yes'], 8, 5),
  optOut('donotsendmm', 'Send Marketing Materials', ['Send', 'Do Not Send'], 11, 6),
  flag('followemail', 'Follow Email Activity', ['Do Not Allow', 'Allow'], { initial: true, generate: () => true }),
  flag('marketingonly', 'Marketing Only'),
  flag('creditonhold', 'Credit Hold'),
  flag('isbackofficecustomer', 'Back Office Customer'),
  flag('participatesinworkflow', 'Participates in Workflow'),
  flag('merged', 'Merged', ['No', 'Yes'], readOnly),
];

const links: Column[] = [
  pointer(
    'Customer',
    'parentcustomerid',
    'Company Name',
    [
      { table: 'account', navigation: 'parentcustomerid_account' },
      { table: 'contact', navigation: 'parentcustomerid_contact' },
    ],
    { generate: parentOf },
  ),
  owner({
    required: 'SystemRequired',
    generate: (origin) =>
      `systemuser:${userIds.people[draw(origin, salt.owner) % userIds.people.length] ?? userIds.application}`,
  }),
  currency(),
  lookup('masterid', 'Master ID', 'contact', readOnly),
];

const others: Column[] = [
  ...money('annualincome', 'Annual Income', someMoney(15)),
  ...money('creditlimit', 'Credit Limit', someMoney(10)),
  number('Decimal', 'exchangerate', 'Exchange Rate', { ...readOnly, precision: 12, initial: 1, generate: () => 1 }),
  integer('numberofchildren', 'No. of Children', {
    min: 0,
    max: 1_000_000_000,
    generate: (origin) => (chance(origin, salt.choice + 4, 30) ? draw(origin, salt.choice + 5) % 5 : null),
  }),
  memo('description', 'Description', 2000, { generate: noteOf }),
  text('spousesname', 'Spouse/Partner Name', 100),
  text('assistantname', 'Assistant', 100),
  text('assistantphone', 'Assistant Phone', 50, { format: 'Phone' }),
  text('managername', 'Manager', 100),
  text('managerphone', 'Manager Phone', 50, { format: 'Phone' }),
  text('governmentid', 'Government', 50),
  text('externaluseridentifier', 'External User Identifier', 50),
  text('websiteurl', 'Website', 200, { format: 'Url' }),
  text('ftpsiteurl', 'FTP Site', 200, { format: 'Url' }),
  text('yomifirstname', 'Yomi First Name', 150),
  text('yomilastname', 'Yomi Last Name', 150),
  moment('lastusedincampaign', 'Last Date Included in Campaign', 'UserLocal', { create: false }),
  moment('lastonholdtime', 'Last On Hold Time', 'UserLocal'),
  integer('onholdtime', 'On Hold Time (Minutes)', readOnly),
  integer('importsequencenumber', 'Import Sequence Number', { update: false }),
  moment('overriddencreatedon', 'Record Created On', 'DateOnly', { update: false }),
  integer('timezoneruleversionnumber', 'Time Zone Rule Version Number', { min: -1 }),
  integer('utcconversiontimezonecode', 'UTC Conversion Time Zone Code', { min: -1 }),
  guid('entityimageid', 'Entity Image Id', readOnly),
  bigInt('entityimage_timestamp', 'Entity Image Timestamp', readOnly),
];

/** The contact table (reference dataverse-web-api §11) and some columns of the organisation's own. */
export const contact: TableDefinition = {
  name: 'contact',
  schemaName: 'Contact',
  set: 'contacts',
  label: 'Contact',
  pluralLabel: 'Contacts',
  key: 'contactid',
  nameColumn: 'fullname',
  typeCode: 2,
  changeTracking: true,
  ownership: 'UserOwned',
  columns: [
    ...standardColumns('contactid', 'Contact'),
    ...nameColumns,
    ...addressColumns(1, true),
    ...addressColumns(2, false),
    ...addressColumns(3, false),
    ...choices,
    ...flags,
    ...links,
    ...others,
    ...stateColumns(isInactive),
    ...customColumns,
  ],
  usualColumns: [
    'emailaddress1',
    'mobilephone',
    'telephone1',
    'jobtitle',
    'lastname',
    'address1_line1',
    'address1_city',
    'address1_postalcode',
    'donotbulkemail',
    'acme_preferredlanguage',
  ],
};

function genderCode(origin: number): number | null {
  if (chance(origin, salt.choice + 6, 12)) return null;
  return draw(origin, 2) % 2 === 0 ? 2 : 1;
}

function parentOf(origin: number): string | null {
  if (!chance(origin, salt.parent, 45)) return null;
  const id = accountIds[draw(origin, salt.parent + 20) % accountIds.length];
  return id === undefined ? null : `account:${id}`;
}

function noteOf(origin: number): string | null {
  if (!chance(origin, salt.note, 6)) return null;
  return `Met at the trade fair; asked for "the catalogue".\nCall back in week ${1 + (draw(origin, salt.note + 1) % 52)}. \u{1F642}`;
}

import type { FieldDefinition, ResourceDefinition } from '../definition.js';
import { anniversaryAge, domain, postalAddress, title } from './computed.js';
import { customFields } from './customFields.js';
import { text } from './described.js';
import { languages, timeZones } from './enumerations.js';
import { optOutFields } from './optOut.js';

const computed = { readOnly: true, unsortable: true } as const;

const location: FieldDefinition = {
  name: 'location',
  label: 'Location',
  kind: 'item',
  fields: [
    text('address1', 'Address 1', 80),
    text('address2', 'Address 2', 80),
    text('address3', 'Address 3', 80),
    text('address4', 'Address 4', 80),
    text('zipCode', 'Zip/Postcode', 15),
    text('city', 'City', 50),
    text('stateCode', 'State/Province code', 10),
    text('countryCode', 'Country code', 2),
  ],
};

/** What reference adobe-campaign-api §3.1 lists; lengths that it does not tell are those of the recipient table of Campaign Classic. */
const fields: readonly FieldDefinition[] = [
  { ...text('title', 'Title', 255), ...computed, computed: title },
  text('externalId', 'External ID', 100),
  { ...text('firstName', 'First name', 30), dataPolicy: 'smartCase' },
  { ...text('lastName', 'Last name', 50), dataPolicy: 'smartCase' },
  { ...text('middleName', 'Middle name', 30), dataPolicy: 'smartCase' },
  text('salutation', 'Title of address', 20),
  text('thumbnail', 'Image', 255),
  { ...text('email', 'Email', 128), dataPolicy: 'email' },
  { ...text('domain', 'Email domain', 255), ...computed, computed: domain },
  {
    name: 'emailFormat',
    label: 'Email format',
    kind: 'enumeration',
    storage: 'byte',
    values: [
      { name: 'unknown', label: 'Unknown' },
      { name: 'text', label: 'Text' },
      { name: 'html', label: 'HTML' },
    ],
  },
  {
    name: 'gender',
    label: 'Gender',
    kind: 'enumeration',
    storage: 'byte',
    values: [
      { name: 'unknown', label: 'Not specified' },
      { name: 'male', label: 'Male' },
      { name: 'female', label: 'Female' },
    ],
  },
  { name: 'birthDate', label: 'Birth date', kind: 'date' },
  { name: 'age', label: 'Age', kind: 'long', ...computed, computed: anniversaryAge },
  text('mobilePhone', 'Mobile', 32),
  text('phone', 'Phone', 32),
  text('fax', 'Fax', 32),
  { name: 'preferredLanguage', label: 'Language', kind: 'enumeration', storage: 'string', values: languages },
  { name: 'timeZone', label: 'Time zone', kind: 'enumeration', storage: 'string', length: 64, values: timeZones },
  location,
  {
    name: 'postalAddress',
    label: 'Postal address',
    kind: 'item',
    readOnly: true,
    fields: [
      ...[1, 2, 3, 4, 5, 6].map((line) => ({
        ...text(`line${line}`, `Line ${line}`, 255),
        ...computed,
        computed: postalAddress.line(line),
      })),
      { ...text('serialized', 'Full address', 255), ...computed, computed: postalAddress.serialized },
      { name: 'addrDefined', label: 'Address defined', kind: 'boolean', ...computed, computed: postalAddress.defined },
      { name: 'addrErrorCount', label: 'Errors', kind: 'byte', readOnly: true },
      { name: 'addrQuality', label: 'Quality', kind: 'byte', readOnly: true },
      { name: 'addrLastCheck', label: 'Last check', kind: 'datetime', readOnly: true },
    ],
  },
  {
    name: 'country',
    label: 'Country',
    kind: 'link',
    target: 'countries',
    join: { column: 'location.countryCode', key: 'isoA2' },
  },
  {
    name: 'stateLink',
    label: 'State',
    kind: 'link',
    target: 'state',
    join: { column: 'location.stateCode', key: 'code' },
  },
  { name: 'emailStatus', label: 'Email quarantine', kind: 'link', target: 'addressStatus', readOnly: true },
  { name: 'isExternal', label: 'External', kind: 'boolean' },
  { ...text('cryptedId', 'Encrypted identifier', 255), ...computed, computed: (record) => record.seal('crypted') },
  {
    ...text('acsId', 'ACS ID', 36),
    readOnly: true,
    when: ({ acsId }) => acsId,
    initial: (record) => record.uuid(),
  },
  { name: 'orgUnit', label: 'Organizational unit', kind: 'link', target: 'orgUnitBase', extOnly: true },
  { name: 'geoUnit', label: 'Geographical unit', kind: 'link', target: 'geoUnitBase', extOnly: true },
  ...optOutFields,
  ...customFields,
  { name: 'created', label: 'Created', kind: 'datetime', readOnly: true, initial: (record) => record.now },
  { name: 'createdBy', label: 'Created by', kind: 'link', target: 'userBase', readOnly: true, initial: 1 },
  { name: 'lastModified', label: 'Last modified', kind: 'datetime', readOnly: true, onWrite: (now) => now },
  { name: 'modifiedBy', label: 'Modified by', kind: 'link', target: 'userBase', readOnly: true, initial: 1 },
  { name: 'subscriptions', label: 'Subscriptions', kind: 'collection', target: 'subscription' },
  { name: 'subHisto', label: 'Subscription history', kind: 'collection', target: 'subHisto', metadataOnly: true },
  { name: 'logs', label: 'Sending logs', kind: 'collection', target: 'logs', metadataOnly: true },
  { name: 'tracking', label: 'Tracking logs', kind: 'collection', target: 'tracking', metadataOnly: true },
  { name: 'excludeLogs', label: 'Exclusion logs', kind: 'collection', target: 'excludeLogs', metadataOnly: true },
  { name: 'appSubscription', label: 'Applications', kind: 'collection', target: 'appSubscription', metadataOnly: true },
  { name: 'places', label: 'Places', kind: 'collection', target: 'places', metadataOnly: true },
];

export const profile: ResourceDefinition = {
  name: 'profile',
  label: 'Profiles',
  help: 'Recipients of your messages',
  schema: 'nms:recipient',
  roots: ['profileAndServices', 'profileAndServicesExt'],
  fields,
  unique: ['externalId', 'cusCrmId'],
  indexed: ['email'],
  filters: [
    { name: 'byEmail', label: 'By email', parameter: 'email', match: { by: 'equals', column: 'email' } },
    {
      name: 'byText',
      label: 'By name or email',
      parameter: 'text',
      match: { by: 'prefix', columns: ['email', 'firstName', 'lastName'] },
    },
    { name: 'byKeysProfile', label: 'By key', parameter: 'email', match: { by: 'equals', column: 'email' } },
    {
      name: 'byAcsId',
      label: 'By ACS ID',
      parameter: 'acsId',
      when: ({ acsId }) => acsId,
      match: { by: 'equals', column: 'acsId' },
    },
    { name: 'birthday', label: 'Birthday today', match: { by: 'anniversary', column: 'birthDate' } },
    { name: 'profile', label: 'One profile', parameter: 'profile', match: { by: 'record' } },
    // Nobody builds audiences, subscribes or sends anything here, so nothing can match.
    { name: 'byStaticAudience', label: 'In an audience', parameter: 'audience', match: { by: 'nothing' } },
    { name: 'subscribers', label: 'Subscribers', parameter: 'service', match: { by: 'nothing' } },
    { name: 'hasReceivedDelivery', label: 'Has received', parameter: 'delivery', match: { by: 'nothing' } },
    { name: 'hasOpenedDelivery', label: 'Has opened', parameter: 'delivery', match: { by: 'nothing' } },
    { name: 'hasClickedDelivery', label: 'Has clicked', parameter: 'delivery', match: { by: 'nothing' } },
  ],
};

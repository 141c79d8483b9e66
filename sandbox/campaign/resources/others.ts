import type { FieldDefinition, ResourceDefinition } from '../definition.js';
import { auditFields, text } from './described.js';

const nameAndLabel: readonly FieldDefinition[] = [text('name', 'ID', 64), text('label', 'Label', 128)];
const bothRoots = ['profileAndServices', 'profileAndServicesExt'] as const;
const byText = {
  name: 'byText',
  label: 'By text',
  parameter: 'text',
  match: { by: 'prefix', columns: ['name', 'label'] },
} as const;

/** The services that profiles subscribe to: outside the bridge, here because the API shows them beside the profiles. */
export const service: ResourceDefinition = {
  name: 'service',
  label: 'Services',
  help: 'Services that profiles subscribe to',
  schema: 'nms:service',
  roots: bothRoots,
  fields: [
    { ...text('name', 'ID', 64), mandatory: true },
    text('label', 'Label', 128),
    {
      name: 'messageType',
      label: 'Channel',
      kind: 'enumeration',
      storage: 'byte',
      values: ['email', 'mobile', 'paper'].map((name) => ({ name, label: name })),
    },
    ...auditFields,
  ],
  unique: ['name'],
  filters: [
    byText,
    { name: 'byChannel', label: 'By channel', parameter: 'channel', match: { by: 'equals', column: 'messageType' } },
  ],
  seed: () => [{ name: 'SVC1', label: 'Newsletter', messageType: 'email' }],
};

export const orgUnitBase: ResourceDefinition = {
  name: 'orgUnitBase',
  label: 'Organizational units',
  help: 'Who may see a record',
  schema: 'xtk:orgUnitBase',
  roots: ['profileAndServicesExt'],
  fixed: true,
  fields: nameAndLabel,
  unique: ['name'],
  filters: [byText],
  seed: () => [
    { name: 'all', label: 'All' },
    { name: 'emea', label: 'EMEA' },
    { name: 'americas', label: 'Americas' },
  ],
};

export const geoUnitBase: ResourceDefinition = {
  ...orgUnitBase,
  name: 'geoUnitBase',
  label: 'Geographical units',
  schema: 'xtk:geoUnitBase',
};

export const countries: ResourceDefinition = {
  name: 'countries',
  label: 'Countries',
  help: 'Countries by ISO code',
  schema: 'nms:country',
  roots: bothRoots,
  unlisted: true,
  fixed: true,
  fields: [text('name', 'Name', 64), text('label', 'Label', 128), text('isoA2', 'ISO code', 2)],
  unique: ['isoA2'],
  filters: [byText],
  seed: () => {
    const names = new Intl.DisplayNames('en', { type: 'region' });
    return isoCountries.split(' ').map((isoA2) => ({ isoA2, name: isoA2, label: names.of(isoA2) ?? isoA2 }));
  },
};

const isoCountries =
  'AD AE AF AG AI AL AM AO AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CY CZ ' +
  'DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FO FR GA GB GD GE GH GI GL GM GN GQ GR GT GW GY HK HN HR HT HU ID IE IL IN IQ IR IS IT JM JO ' +
  'JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MK ML MM MN MO MR MS MT MU MV MW MX MY MZ NA NE NG NI ' +
  'NL NO NP NR NZ OM PA PE PG PH PK PL PR PT PW PY QA RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SY SZ TC TD TG TH TJ TL TM ' +
  'TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VN VU WS YE ZA ZM ZW';

export const state: ResourceDefinition = {
  name: 'state',
  label: 'States',
  help: 'States and provinces by code',
  schema: 'nms:state',
  roots: bothRoots,
  unlisted: true,
  fixed: true,
  fields: [text('name', 'Name', 64), text('label', 'Label', 128), text('code', 'Code', 10)],
  unique: ['code'],
  filters: [byText],
  seed: () => states.split(' ').map((code) => ({ code, name: code, label: code })),
};

const states =
  'AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA ' +
  'WA WV WI WY AB BC MB NB NL NS ON PE QC SK';

export const userBase: ResourceDefinition = {
  name: 'userBase',
  label: 'Users',
  help: 'Operators and technical accounts',
  schema: 'xtk:operator',
  roots: bothRoots,
  unlisted: true,
  fixed: true,
  fields: nameAndLabel,
  unique: ['name'],
  filters: [byText],
  seed: () => [
    { name: 'administrator', label: 'Administrator' },
    { name: 'techacct', label: 'Technical account' },
  ],
};

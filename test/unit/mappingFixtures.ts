import type { TableMapping } from '../../src/core/config/ingress.js';
import { conversion } from '../../src/core/mapping/convert.js';
import { type Converted, isRefusal } from '../../src/core/mapping/refusal.js';
import type {
  CampaignField,
  CampaignResource,
  CampaignType,
  DynamicsColumn,
  DynamicsTable,
  DynamicsType,
} from '../../src/core/metadata.js';

export const guid = '0c0ffee0-0000-e711-a94e-0000000000aa';

export const column = (name: string, type: DynamicsType, more: Partial<DynamicsColumn> = {}): DynamicsColumn => ({
  name,
  label: name,
  type,
  property: type === 'lookup' ? `_${name}_value` : name,
  ...more,
});

export const field = (path: string, type: CampaignType, more: Partial<CampaignField> = {}): CampaignField => ({
  path,
  label: path,
  type,
  readOnly: false,
  ...more,
});

export const tableOf = (...columns: DynamicsColumn[]): DynamicsTable => ({
  name: 'contact',
  label: 'Contact',
  entitySet: 'contacts',
  primaryKey: 'contactid',
  changeTracking: true,
  columns: Object.fromEntries([column('contactid', 'uniqueidentifier'), ...columns].map((one) => [one.name, one])),
});

export const resourceOf = (...fields: CampaignField[]): CampaignResource => ({
  name: 'profile',
  label: 'Profile',
  root: 'profileAndServicesExt',
  fields: Object.fromEntries([field('externalId', 'string', { length: 100 }), ...fields].map((one) => [one.path, one])),
});

export const mappingOf = (
  pairs: readonly (readonly [column: string, field: string, applyUpdates?: boolean])[],
  more: Partial<TableMapping> = {},
): TableMapping => ({
  id: 'contact',
  dynamicsTable: 'contact',
  campaignResource: 'profile',
  idField: { column: 'contactid', field: 'externalId', lookup: { by: 'path' }, unique: true },
  fields: pairs.map(([from, to, applyUpdates = true]) => ({ column: from, field: to, applyUpdates })),
  replacements: [],
  filter: null,
  deleteFiltered: false,
  applyDeletes: false,
  technicalValues: true,
  ...more,
});

/** What a value of one type becomes in a field: the value, `refused: <code>`, or `never` when the types cannot go together. */
export function converted(
  from: DynamicsType | DynamicsColumn,
  to: CampaignType | CampaignField,
  raw: unknown,
): Exclude<Converted, object> {
  const source = typeof from === 'string' ? column('c', from) : from;
  const target = typeof to === 'string' ? field('f', to) : to;
  const found = conversion(source, target, { technicalValues: true });
  if (found === null) return 'never';
  const result = found.read(raw, { [source.property]: raw });
  return isRefusal(result) ? `refused: ${result.code}` : result;
}

import type { LanePlan } from '../lanePlan.js';
import type { CampaignField, DynamicsColumn } from '../metadata.js';
import { reader } from '../named.js';
import type { CampaignValue, Converted } from './refusal.js';
import { refusals } from './refusal.js';
import { canonicalGuid } from './source.js';
import { storedText } from './textTarget.js';

type Row = Readonly<Record<string, unknown>>;

/** The mappings that a mapping's links may name as parents, by id. */
export type Parents = Readonly<LanePlan['parents']>;

/** How one lookup becomes one link. A link has no value but a key: lower-case GUID, or empty text. */
interface Link {
  readonly convert: (row: Row) => Converted;
  /** Key of the record that the row points to; null when it points to none of the parent's. */
  readonly keyOf: (row: Row) => string | null;
  readonly holds: (stored: unknown, value: CampaignValue) => boolean;
  readonly inBody: (value: CampaignValue) => unknown;
}

/** @param parentTable a row whose lookup names a record of another table has no value for this field */
export function compileLink(column: DynamicsColumn, field: CampaignField, parentTable: string): Link {
  const refuse = refusals(column.name, field.path);
  const unexpected = refuse('unexpected-value');
  const tableMissing = refuse('lookup-table-missing');
  const raw = reader(column.property);
  const named = tableProperty(column);
  const several = isPolymorphic(column);
  const convert = (row: Row): Converted => {
    const value = raw(row);
    if (value === null || value === undefined) return '';
    if (several && typeof row[named] !== 'string') return tableMissing;
    if (several && row[named] !== parentTable) return '';
    return (typeof value === 'string' ? canonicalGuid(value) : null) ?? unexpected;
  };
  return {
    convert,
    keyOf(row) {
      const key = convert(row);
      return typeof key === 'string' && key !== '' ? key : null;
    },
    ...(isReference(field) ? asReference : asText),
  };
}

/** A link that is written as `{ PKey }`; any other goes through the scalar column of its join (reference adobe-campaign-api §4.3). */
export const isReference = ({ type }: CampaignField): boolean => type === 'link';

/** The lookup may name records of several tables, and only an annotation tells of which (reference dataverse-web-api §3). */
export const isPolymorphic = ({ targets = [] }: DynamicsColumn): boolean => targets.length > 1;

/** Where a row says which table a polymorphic lookup points to. */
export const tableProperty = ({ property }: DynamicsColumn): string =>
  `${property}@Microsoft.Dynamics.CRM.lookuplogicalname`;

/**
 * Whether Campaign shows a reference that cannot be compared with a key: it answers with an opaque PKey, whatever the reference
 * was written by (reference adobe-campaign-api §4.3).
 */
export const isOpaque = (stored: unknown): boolean => pKeyOf(stored).startsWith('@');

const asText: Pick<Link, 'holds' | 'inBody'> = {
  holds: (stored, value) => storedText(stored) === value,
  inBody: (value) => value,
};

/**
 * An opaque PKey never holds a key: it may be another record's, and a change of parent must not be missed. So what is compared before it is
 * written is sent once more, unless the writer knows from the ledger that it was sent last.
 */
const asReference: Pick<Link, 'holds' | 'inBody'> = {
  holds: (stored, value) => pKeyOf(stored).toLowerCase() === value,
  inBody: (value) => (value === '' ? null : { PKey: value }),
};

function pKeyOf(stored: unknown): string {
  if (typeof stored !== 'object' || stored === null || !('PKey' in stored)) return '';
  return typeof stored.PKey === 'string' ? stored.PKey : '';
}

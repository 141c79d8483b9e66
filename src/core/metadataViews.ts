import { z } from 'zod';
import {
  campaignFilter,
  campaignResource,
  type CampaignResource,
  dynamicsColumn,
  dynamicsTable,
  type DynamicsTable,
  type Labels,
} from './metadata.js';
import { guidLength } from './mapping/limits.js';
import type { Locale } from './problems/describe.js';

const count = z.number().int().nonnegative();
const tableEntry = dynamicsTable.omit({ columns: true, labels: true });
const columnView = dynamicsColumn.omit({ labels: true });

/** `GET …/metadata/dynamics/tables` */
export const tableList = z.object({ tables: z.array(tableEntry) });
export type TableList = z.infer<typeof tableList>;

/** A table with its columns, labels in the reader's language. */
export const tableView = tableEntry.extend({
  columns: z.record(z.string(), columnView),
  /** About how many records it holds; null when Dynamics does not say so quickly. */
  records: count.nullable(),
});
export type TableView = z.infer<typeof tableView>;

/** `GET …/metadata/campaign/resources` */
export const resourceList = z.object({ resources: z.array(campaignResource.omit({ fields: true })) });
export type ResourceList = z.infer<typeof resourceList>;

/** A resource with its fields, and with what an ID field may be made of. */
export const resourceView = campaignResource.extend({
  /** Fields that a Dynamics key fits into. */
  keys: z.array(z.string()),
  /** Filters by which records can be looked up. */
  filters: z.array(campaignFilter),
});
export type ResourceView = z.infer<typeof resourceView>;

type TableEntry = Omit<DynamicsTable, 'columns'>;

/** An entry of the list, in one language. */
export const tableEntryIn = (locale: Locale, table: TableEntry): TableList['tables'][number] => labelled(locale, table);

/** A table with all its labels in one language. */
export function tableIn(locale: Locale, table: DynamicsTable): Omit<TableView, 'records'> {
  const columns = Object.values(table.columns).map(({ options, ...column }) => ({
    ...labelled(locale, column),
    ...(options && { options: options.map((option) => labelled(locale, option)) }),
  }));
  return { ...labelled(locale, table), columns: Object.fromEntries(columns.map((column) => [column.name, column])) };
}

function labelled<T extends { label: string; labels?: Labels | undefined }>(
  locale: Locale,
  { labels, ...thing }: T,
): Omit<T, 'labels'> {
  return { ...thing, label: labels?.[locale] ?? thing.label };
}

/** Fields of a resource that a Dynamics key fits into. */
export const keyFields = ({ fields }: CampaignResource): string[] =>
  Object.values(fields)
    .filter(({ type, readOnly, length }) => type === 'string' && !readOnly && (length ?? guidLength) >= guidLength)
    .map(({ path }) => path);

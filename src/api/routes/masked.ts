import type { SourceRow } from '../../core/lane.js';
import { recordKey } from '../../core/recordKey.js';

/** The row without its values: which columns it has, and which of them are empty. Ids of records are no personal data by themselves. */
export const masked = (row: SourceRow): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, value === null ? null : isId(value) ? value : '•••']),
  );

const isId = (value: unknown): boolean => recordKey.safeParse(value).success;

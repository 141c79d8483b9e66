import { stringify } from 'csv-stringify/sync';
import type { SourceRow } from '../../core/lane.js';
import { describeProblem, type Locale } from '../../core/problems/describe.js';
import type { RejectedSelection } from '../../core/rejected.js';
import { listRejected, listRejectedRows, type StoredRejection } from '../../store/rejected.js';
import { exportPageRecords } from '../limits.js';
import type { Parts } from '../parts.js';
import type { addressedWorkflow } from './addressed.js';
import type { Reply } from './route.js';

interface Wanted {
  readonly format: 'csv' | 'jsonl';
  /** With the row of each, as Dynamics gave it. */
  readonly rows: boolean;
  readonly locale: Locale;
}

/** A file of the rejected records, written page by page while they are read: however many there are, few are in memory. */
export function exportRejected(
  parts: Parts,
  of: Awaited<ReturnType<typeof addressedWorkflow>>,
  selection: RejectedSelection,
  wanted: Wanted,
): Reply {
  const name = `rejected-${of.instance}-${of.workflow}.${wanted.format}`;
  const type = wanted.format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8';
  return {
    status: 200,
    body: pages(parts, of, selection, wanted),
    headers: { 'Content-Type': type, 'Content-Disposition': `attachment; filename="${name}"` },
  };
}

async function* pages(
  { db, sealer }: Parts,
  of: Parameters<typeof exportRejected>[1],
  selection: RejectedSelection,
  { format, rows, locale }: Wanted,
): AsyncGenerator<string> {
  const columns = ['id', 'mapping', 'key', 'rejectedAt', 'code', 'reason', 'remedy', ...(rows ? ['row'] : [])];
  // Excel takes a file for one of its own country's character set unless it begins with this mark.
  if (format === 'csv') yield stringify([columns], { bom: true });
  let before: number | null = null;
  for (;;) {
    const page = { before, limit: exportPageRecords };
    const found: (StoredRejection & { row?: SourceRow | null })[] = rows
      ? await listRejectedRows(db, sealer, of, selection, page)
      : await listRejected(db, of, selection, page);
    const records = found.map(({ id, mapping, key, code, params, rejectedAt, row }) => {
      const { sentence, remedy } = describeProblem({ code, params }, locale);
      const told = { id, mapping, key, rejectedAt: rejectedAt.toISOString(), code, reason: sentence, remedy };
      return rows ? { ...told, row } : told;
    });
    if (records.length > 0) {
      yield format === 'csv'
        ? stringify(records, { columns, escape_formulas: true, cast: { string: safeText, object: safeJson } })
        : records.map((record) => `${JSON.stringify(record)}\n`).join('');
    }
    const last = found.at(-1);
    if (!last || found.length < exportPageRecords) return;
    before = last.id;
  }
}

/**
 * A spreadsheet whose list separator is no comma, as a French one, takes no note of the quotes within a line and splits it at every `;`, tab and
 * line break: what stands behind one of them must not begin as a formula either.
 */
const safeText = (text: string): string => text.replace(/([;\t\r\n]\s*)(?=[=+\-@])/g, "$1'");

/** JSON writes tabs and line breaks as escapes already. */
const safeJson = (row: object): string => JSON.stringify(row).replaceAll(';', String.raw`\u003b`);

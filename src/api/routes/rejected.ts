import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { RecordCommandInput } from '../../core/entity.js';
import { describeProblem, type Locale } from '../../core/problems/describe.js';
import type {
  RejectedDetail,
  RejectedGroups,
  RejectedList,
  RejectedRecord,
  RejectedSelection,
} from '../../core/rejected.js';
import { audit } from '../../store/audit.js';
import {
  countRejected,
  groupRejected,
  listRejected,
  listRejectedRows,
  type StoredRejection,
} from '../../store/rejected.js';
import { retrying } from '../../store/retrying.js';
import { recordOperations } from '../contract/recordOperations.js';
import { localOperator, type Parts } from '../parts.js';
import { ApiProblem } from '../problems/apiProblem.js';
import { checkedDocument } from '../problems/checkedDocument.js';
import { fromStore } from '../storeAccess.js';
import { addressedWorkflow } from './addressed.js';
import { cursorAfter, numberIn } from './cursor.js';
import { exportRejected } from './exportRejected.js';
import { masked } from './masked.js';
import { type Call, type Handlers, ok, type Reply } from './route.js';

type Ids =
  | 'listRejected'
  | 'groupRejected'
  | 'exportRejected'
  | 'readRejected'
  | 'retryRejected'
  | 'retryRejectedRecord'
  | 'discardRejected';

/** Rejected records: listed, counted, looked at, exported; retried and discarded by the workflow. */
export function rejectedRoutes(parts: Parts): Pick<Handlers, Ids> {
  const { db, sealer, showPersonalData } = parts;
  return {
    listRejected: async (call) => {
      const of = await addressedWorkflow(db, call);
      const { cursor, limit, ...selection } = call.query;
      const page = { before: cursor === undefined ? null : numberIn(cursor), limit: limit + 1 };
      const found = await fromStore(call.deadline, listRejected(db, of, chosen(selection), page));
      const records = found.slice(0, limit);
      const last = records.at(-1);
      const next = found.length > limit && last ? cursorAfter(last.id) : null;
      const again = await fromStore(call.deadline, retrying(db, records));
      return ok({
        records: records.map((each) => shown(each, again.has(each.id), call.locale)),
        next,
      } satisfies RejectedList);
    },

    groupRejected: async (call) => {
      const of = await addressedWorkflow(db, call);
      const groups = await fromStore(call.deadline, groupRejected(db, of, chosen(call.query)));
      return ok({
        total: groups.reduce((sum, { records }) => sum + records, 0),
        groups: groups.map(({ mapping, code, params, records, newestAt }) => ({
          mapping,
          reason: describeProblem({ code, params }, call.locale),
          records,
          newestAt: newestAt.toISOString(),
        })),
      } satisfies RejectedGroups);
    },

    exportRejected: async (call) => {
      const of = await addressedWorkflow(db, call);
      const { format, rows, ...selection } = call.query;
      const records = chosen(selection);
      if (rows) await allowPersonalData(parts, of, { rejected: 'export', ...records }, call);
      return exportRejected(parts, of, records, { format, rows, locale: call.locale });
    },

    readRejected: async (call) => {
      const of = await addressedWorkflow(db, call);
      const id = numberOf(call);
      const one = { before: null, limit: 1 };
      const [found] = await fromStore(call.deadline, listRejectedRows(db, sealer, of, { ids: [id] }, one));
      if (!found) throw unknownRecord(call);
      if (showPersonalData) await seen(parts, of, { rejected: id }, call);
      const again = await fromStore(call.deadline, retrying(db, [found]));
      const { row } = found;
      return ok({
        ...shown(found, again.has(id), call.locale),
        masked: !showPersonalData,
        row: row && (showPersonalData ? row : masked(row)),
      } satisfies RejectedDetail);
    },

    retryRejected: async (call) => {
      const of = await addressedWorkflow(db, call);
      return give(parts, 'retryRejected', checkedDocument(recordOperations.retryRejected.body, call.body), of, call);
    },

    retryRejectedRecord: async (call) => {
      const of = await addressedWorkflow(db, call);
      checkedDocument(z.strictObject({}), call.body);
      return give(parts, 'retryRejected', { ids: [numberOf(call)] }, of, call);
    },

    discardRejected: async (call) => {
      const of = await addressedWorkflow(db, call);
      return give(
        parts,
        'discardRejected',
        checkedDocument(recordOperations.discardRejected.body, call.body),
        of,
        call,
      );
    },
  };
}

type Of = Awaited<ReturnType<typeof addressedWorkflow>>;

/** @throws ApiProblem 404 when a single record is named that is not there */
async function give<Name extends 'retryRejected' | 'discardRejected'>(
  { db, temporal, snapshots }: Parts,
  name: Name,
  input: RecordCommandInput<Name>,
  of: Of,
  call: Call,
): Promise<Reply> {
  const { instance, workflow } = of;
  const records = await fromStore(call.deadline, countRejected(db, of, input));
  if (call.parameters['id'] !== undefined && records === 0) throw unknownRecord(call);
  const command = { ...input, by: localOperator, id: randomUUID() };
  await fromStore(call.deadline, audit(db, { who: localOperator, what: name, instance, workflow, after: command }));
  await temporal.give(name, instance, workflow, command, call.deadline);
  snapshots.forget(instance, workflow);
  return { status: 202, body: { records } };
}

/** @throws ApiProblem 403 */
async function allowPersonalData(parts: Parts, of: Of, what: object, call: Call): Promise<void> {
  if (!parts.showPersonalData) throw new ApiProblem(403, 'personal-data-hidden');
  await seen(parts, of, what, call);
}

/** Whoever looks at values of records leaves a trace. */
async function seen({ db }: Parts, { instance, workflow }: Of, after: object, { deadline }: Call): Promise<void> {
  await fromStore(deadline, audit(db, { who: localOperator, what: 'personal-data-seen', instance, workflow, after }));
}

const chosen = ({ key, ...rest }: Omit<RejectedSelection, 'keys' | 'ids'> & { key?: string | undefined }) =>
  ({ ...rest, ...(key !== undefined && { keys: [key] }) }) satisfies RejectedSelection;

function shown(
  { id, mapping, key, code, params, rejectedAt }: StoredRejection,
  again: boolean,
  locale: Locale,
): RejectedRecord {
  const reason = describeProblem({ code, params }, locale);
  return { id, mapping, key, rejectedAt: rejectedAt.toISOString(), reason, retrying: again };
}

/** The rejected record that the path names. @throws ApiProblem 404 when it can be none */
function numberOf(call: Call): number {
  const { id = '' } = call.parameters;
  if (!/^[1-9]\d{0,14}$/.test(id)) throw unknownRecord(call);
  return Number(id);
}

const unknownRecord = ({ parameters }: Call) =>
  new ApiProblem(404, 'rejected-unknown', { params: { id: (parameters['id'] ?? '').slice(0, 60) } });

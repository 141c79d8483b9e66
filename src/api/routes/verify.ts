import { describeProblem, type Locale } from '../../core/problems/describe.js';
import type { VerificationView } from '../../core/verification.js';
import { audit } from '../../store/audit.js';
import { newestConfiguration } from '../../store/configurations.js';
import {
  beginVerification,
  endVerification,
  newestVerification,
  type VerificationRow,
} from '../../store/verifications.js';
import { verifyOperations } from '../contract/verifyOperations.js';
import { verifyQuietMs } from '../limits.js';
import { localOperator, type Parts } from '../parts.js';
import { ApiProblem } from '../problems/apiProblem.js';
import { checkedDocument } from '../problems/checkedDocument.js';
import { fromStore } from '../storeAccess.js';
import { addressedInstance } from './addressed.js';
import { type Call, type Handlers, ok } from './route.js';

const workflow = 'ingress';

/** Comparing both sides of a table mapping: what runs is a workflow of its own, what it found is in PostgreSQL. */
export function verifyRoutes(parts: Parts): Pick<Handlers, 'beginVerify' | 'readVerify' | 'cancelVerify'> {
  const { db, temporal } = parts;
  return {
    beginVerify: async (call) => {
      const at = await addressedMapping(parts, call);
      const { repair } = checkedDocument(verifyOperations.beginVerify.body, call.body);
      await settleIfLost(parts, at, call);
      const begun = await fromStore(call.deadline, beginVerification(db, { ...at, repair, by: localOperator }));
      const params = { mapping: at.mapping };
      if (begun.kind === 'notLoaded') throw new ApiProblem(409, 'verify-not-loaded', { params });
      if (begun.kind === 'parked') throw ApiProblem.of(409, begun.failure);
      if (begun.kind === 'running') throw new ApiProblem(409, 'verify-running', { params });
      const { instance } = at;
      const after = { ...params, repair };
      await fromStore(call.deadline, audit(db, { who: localOperator, what: 'verify', instance, workflow, after }));
      try {
        await temporal.beginVerify({ ...at, verification: begun.id, repair }, call.deadline);
      } catch (error) {
        // Should it have begun all the same, it finds that it is over.
        await endVerification(db, begun.id, 'cancelled');
        throw error;
      }
      return { status: 202, body: await viewOf(parts, at, call), headers: { Location: pathOf(at) } };
    },

    readVerify: async (call) => {
      const at = await addressedMapping(parts, call);
      await settleIfLost(parts, at, call);
      return ok(await viewOf(parts, at, call));
    },

    cancelVerify: async (call) => {
      const at = await addressedMapping(parts, call);
      const { instance, mapping } = at;
      const after = { mapping };
      await fromStore(
        call.deadline,
        audit(db, { who: localOperator, what: 'cancel-verify', instance, workflow, after }),
      );
      const found = await newest(parts, at, call);
      const told = await temporal.cancelVerify(instance, mapping, call.deadline);
      if (!told) await fromStore(call.deadline, endVerification(db, found.id, 'cancelled'));
      return { status: 202, body: await viewOf(parts, at, call) };
    },
  };
}

interface Addressed {
  readonly instance: string;
  readonly mapping: string;
}

const pathOf = ({ instance, mapping }: Addressed) =>
  verifyOperations.readVerify.path.replace('{instance}', instance).replace('{mapping}', mapping);

/** The saved mapping that the path names. @throws ApiProblem 404 */
async function addressedMapping({ db }: Parts, call: Call): Promise<Addressed> {
  const instance = await addressedInstance(db, call);
  const mapping = call.parameters['mapping'] ?? '';
  const { document } = await fromStore(call.deadline, newestConfiguration(db, instance, workflow));
  if (document.mappings.some(({ id }) => id === mapping)) return { instance, mapping };
  throw new ApiProblem(404, 'mapping-unknown', { params: { mapping: mapping.slice(0, 63) } });
}

/** One whose workflow was terminated says nothing any more: it would stand there as running for ever. */
async function settleIfLost({ db, temporal }: Parts, { instance, mapping }: Addressed, call: Call): Promise<void> {
  const found = await fromStore(call.deadline, newestVerification(db, instance, mapping));
  if (!found || found.state !== 'running' || found.quietMs < verifyQuietMs) return;
  if (await temporal.verifyRuns(instance, mapping, call.deadline)) return;
  const failure = { code: 'verify-ended', params: { mapping }, at: new Date().toISOString() };
  await fromStore(call.deadline, endVerification(db, found.id, 'failed', failure));
}

/** @throws ApiProblem 404 when it was never verified */
async function newest({ db }: Parts, { instance, mapping }: Addressed, { deadline }: Call): Promise<VerificationRow> {
  const found = await fromStore(deadline, newestVerification(db, instance, mapping));
  if (!found) throw new ApiProblem(404, 'verify-unknown', { params: { mapping } });
  return found;
}

async function viewOf(parts: Parts, at: Addressed, call: Call): Promise<VerificationView> {
  return viewed(at.mapping, await newest(parts, at, call), call.locale);
}

function viewed(mapping: string, row: VerificationRow, locale: Locale): VerificationView {
  const { state, repair, stand, engineCalls, toLookAtAgain, requestedBy, startedAt, updatedAt, endedAt, failure } = row;
  const { phase, read, size, findings, repaired } = stand;
  return {
    mapping,
    state,
    phase,
    repair,
    progress: { ...read, size, toLookAtAgain },
    ...findings,
    repaired,
    engineCalls,
    requestedBy,
    startedAt: startedAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    failure: failure && describeProblem(failure, locale),
  };
}

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { RecordCommandInput, RecordCommandName } from '../../core/entity.js';
import { replayProblem } from '../../core/rules/replayable.js';
import { audit } from '../../store/audit.js';
import { appliedConfiguration, newestConfiguration } from '../../store/configurations.js';
import { replayOf } from '../../store/replays.js';
import { readSettings } from '../../store/settings.js';
import { within } from '../deadline.js';
import { workflowView } from '../live/workflowView.js';
import { localOperator, type Parts } from '../parts.js';
import { ApiProblem } from '../problems/apiProblem.js';
import { checkedDocument } from '../problems/checkedDocument.js';
import { fromStore } from '../storeAccess.js';
import { addressedInstance } from './addressed.js';
import type { Call, Handlers, Reply } from './route.js';
import { mappingCommandOperations } from '../contract/mappingCommandOperations.js';

const workflow = 'ingress';

/** Commands to one table mapping: audited, then given to the workflow, which carries each out once. */
export function mappingCommandRoutes(
  parts: Parts,
): Pick<Handlers, 'replayMapping' | 'withdrawReplay' | 'resumeMapping' | 'confirmDeletes'> {
  return {
    replayMapping: async (call) => {
      const at = await addressedMapping(parts, call);
      checkedDocument(noMembers, call.body);
      await refuseWhileReplayed(parts, 'replay-under-way', at, call);
      await refuseReplay(parts, at, call);
      return give(parts, 'replay', { mapping: at.mapping, now: call.query.now }, at, call);
    },
    withdrawReplay: async (call) => {
      const at = await addressedMapping(parts, call);
      await refuseWhileReplayed(parts, 'replay-begun', at, call);
      return give(parts, 'withdrawReplay', { mapping: at.mapping }, at, call);
    },
    resumeMapping: async (call) => {
      const at = await addressedMapping(parts, call);
      checkedDocument(noMembers, call.body);
      return give(parts, 'resume', { mapping: at.mapping }, at, call);
    },
    confirmDeletes: async (call) => {
      const at = await addressedMapping(parts, call);
      const { upTo } = checkedDocument(mappingCommandOperations.confirmDeletes.body, call.body);
      return give(parts, 'confirmDeletes', { mapping: at.mapping, upTo }, at, call);
    },
  };
}

interface Addressed {
  readonly instance: string;
  readonly mapping: string;
  readonly table: string;
}

const noMembers = z.strictObject({});

/** The applied mapping that the path names. @throws ApiProblem 404, or 409 where it was only saved */
async function addressedMapping({ db }: Parts, call: Call): Promise<Addressed> {
  const instance = await addressedInstance(db, call);
  const mapping = (call.parameters['mapping'] ?? '').slice(0, 63);
  const [saved, applied] = await fromStore(
    call.deadline,
    Promise.all([newestConfiguration(db, instance, workflow), appliedConfiguration(db, instance, workflow)]),
  );
  const isMeant = ({ id }: { id: string }) => id === call.parameters['mapping'];
  const found = applied?.document.mappings.find(isMeant);
  if (found) return { instance, mapping: found.id, table: found.dynamicsTable };
  const known = saved.document.mappings.some(isMeant);
  throw new ApiProblem(known ? 409 : 404, known ? 'mapping-not-applied' : 'mapping-unknown', { params: { mapping } });
}

/** @throws ApiProblem 409 while the mapping's replay is running */
async function refuseWhileReplayed(
  { db }: Parts,
  code: 'replay-under-way' | 'replay-begun',
  { instance, mapping }: Addressed,
  { deadline }: Call,
): Promise<void> {
  const replay = await fromStore(deadline, replayOf(db, instance, workflow, mapping));
  if (replay?.state === 'running') throw new ApiProblem(409, code, { params: { mapping } });
}

/** @throws ApiProblem 409 with the figure where there is too much to replay */
async function refuseReplay(
  { db, systems, snapshots }: Parts,
  { instance, mapping, table }: Addressed,
  { deadline }: Call,
): Promise<void> {
  const [{ lanes }, tableRecords, { document }] = await Promise.all([
    within(deadline, 'temporal-unavailable', snapshots.get(instance, workflow, deadline)),
    systems.size(instance, table),
    fromStore(deadline, readSettings(db, instance)),
  ]);
  const backlog = lanes.reduce((sum, lane) => sum + lane.backlog, 0);
  const problem = replayProblem(mapping, { backlog, tableRecords, limit: document.guardrails.replayRecords });
  if (problem) throw ApiProblem.of(409, problem);
}

async function give<Name extends RecordCommandName>(
  { db, temporal, snapshots }: Parts,
  name: Name,
  input: RecordCommandInput<Name>,
  { instance }: Addressed,
  { deadline, locale }: Call,
): Promise<Reply> {
  const command = { ...input, by: localOperator, id: randomUUID() };
  await fromStore(deadline, audit(db, { who: localOperator, what: name, instance, workflow, after: command }));
  await temporal.give(name, instance, workflow, command, deadline);
  snapshots.forget(instance, workflow);
  const snapshot = await within(deadline, 'temporal-unavailable', snapshots.get(instance, workflow, deadline));
  return { status: 202, body: workflowView(instance, workflow, snapshot, locale) };
}

import { createHash } from 'node:crypto';
import type { RecordCommand } from '../core/entity.js';
import { audit } from '../store/audit.js';
import { once } from '../store/commands.js';
import { confirmDeletes } from '../store/deletes.js';
import { discardRejected, retryRejected } from '../store/rejected.js';
import { replayOf, withdrawReplay } from '../store/replays.js';
import { laneTotals } from '../store/totals.js';
import { type Awaiting, orWaiting } from './awaiting.js';
import type { Context } from './context.js';
import { done, type Carried, type Effect, giverOf, notApplied, refused } from './effect.js';
import type { WorkflowRef } from './input.js';
import type { LaneReport } from './report.js';
import { askForReplay } from './askForReplay.js';
import { resume } from './resume.js';

export interface CarryOutInput extends WorkflowRef {
  readonly command: RecordCommand;
}

export type CarriedOut = ({ readonly kind: 'done'; readonly lanes: readonly LaneReport[] } & Carried) | Awaiting;

/** Carries out one command about records, once, however often it is handed over. */
export const carryOut =
  (context: Context) =>
  async ({ command, ...ref }: CarryOutInput): Promise<CarriedOut> => {
    const { db } = context.database;
    const { instance, workflow } = ref;
    const effect = await orWaiting(effectOf(context, ref, command));
    if ('kind' in effect) return effect;
    const carried = await once(db, ref, nameOf(command), async (tx) => {
      const result = await effect.value(tx);
      const who = giverOf(command);
      await audit(tx, { who, what: 'command-carried-out', instance, workflow, after: { command, ...result } });
      return result;
    });
    return { kind: 'done', ...carried, lanes: await laneTotals(db, instance, workflow) };
  };

/** What a command is known by once it is carried out: another one that a Reset gave the same id is another one. */
const nameOf = (command: RecordCommand): string =>
  `${command.id} ${createHash('sha256').update(JSON.stringify(command)).digest('base64url').slice(0, 16)}`;

/** Asks the systems what the command needs to know of them, outside of its transaction. */
async function effectOf(context: Context, ref: WorkflowRef, command: RecordCommand): Promise<Effect> {
  const { instance, workflow } = ref;
  switch (command.name) {
    case 'replay':
      return askForReplay(context, ref, command);
    case 'withdrawReplay':
      return async (tx) => {
        if (await withdrawReplay(tx, instance, workflow, command.mapping)) return done();
        const replay = await replayOf(tx, instance, workflow, command.mapping);
        const begun = { code: 'replay-begun', params: { mapping: command.mapping } };
        return replay?.state === 'running' ? refused(begun) : done();
      };
    case 'resume':
      return resume(context, ref, command.mapping);
    case 'confirmDeletes':
      return async (tx) => {
        const known = await confirmDeletes(tx, instance, workflow, command.mapping, command.upTo);
        return known ? done() : notApplied(command.mapping);
      };
    case 'retryRejected':
      return async (tx) => done(await retryRejected(tx, ref, command));
    case 'discardRejected':
      return async (tx) => done(await discardRejected(tx, ref, command));
  }
}

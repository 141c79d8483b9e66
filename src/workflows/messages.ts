import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { Command, EntityBacklog, EntityStatus, RecordCommandInput, RecordCommandName } from '../core/entity.js';

/** The messages of every integration workflow. Signals, because they must be accepted while no worker runs. */
export const start = defineSignal<[Command?]>('start');
export const stop = defineSignal<[Command?]>('stop');
export const reload = defineSignal<[Command?]>('reload');

const aboutRecords = <Name extends RecordCommandName>(name: Name) => defineSignal<[RecordCommandInput<Name>]>(name);
/** The commands about records. A workflow that never ran is to be started with them (`signalWithStart`): it stands STOPPED and carries them out. */
export const recordCommands = {
  replay: aboutRecords('replay'),
  withdrawReplay: aboutRecords('withdrawReplay'),
  resume: aboutRecords('resume'),
  confirmDeletes: aboutRecords('confirmDeletes'),
  retryRejected: aboutRecords('retryRejected'),
  discardRejected: aboutRecords('discardRejected'),
};

export const status = defineQuery<EntityStatus>('status');
export const backlog = defineQuery<EntityBacklog>('backlog');
export const lanes = defineQuery<EntityBacklog['lanes']>('lanes');

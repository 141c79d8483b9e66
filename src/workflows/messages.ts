import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { Command, EntityBacklog, EntityStatus } from '../core/entity.js';

/** The messages of every integration workflow. Signals, because they must be accepted while no worker runs. */
export const start = defineSignal<[Command?]>('start');
export const stop = defineSignal<[Command?]>('stop');
export const reload = defineSignal<[Command?]>('reload');

export const status = defineQuery<EntityStatus>('status');
export const backlog = defineQuery<EntityBacklog>('backlog');
export const lanes = defineQuery<EntityBacklog['lanes']>('lanes');

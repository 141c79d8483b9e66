import { LaneMemory } from '../engine/laneMemory.js';
import { stopText } from './attempt.js';
import type { Context } from './context.js';
import type { WorkflowRef } from './input.js';

/** What this process remembers of one lane. */
export type Remember = (lane: { readonly id: number; readonly table: string }) => LaneMemory;

/** What this process remembers of lanes between the turns of its readers. A stop ends it: what is under way is called off. */
export function laneMemories({ listener, clock }: Context): (ref: WorkflowRef) => Remember {
  const workflows = new Map<string, Map<number, LaneMemory>>();
  listener.on('passerelle_stop', (text) => {
    for (const { page } of workflows.get(text)?.values() ?? []) page.drop();
    workflows.delete(text);
  });
  return (ref) => {
    const lanes = workflows.get(stopText(ref)) ?? new Map<number, LaneMemory>();
    workflows.set(stopText(ref), lanes);
    return ({ id, table }) => {
      const memory = lanes.get(id) ?? new LaneMemory(clock, table);
      lanes.set(id, memory);
      return memory;
    };
  };
}

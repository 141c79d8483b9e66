import type { FakeStore } from './fakeStore.js';

/** What an operator tells a workflow about one of its lanes. */
export type Command =
  | { readonly kind: 'replay'; readonly mapping: string; readonly now: boolean }
  | { readonly kind: 'resume'; readonly mapping: string }
  | { readonly kind: 'confirmDeletes'; readonly mapping: string; readonly upTo: number }
  | { readonly kind: 'retryRejected'; readonly mapping: string; readonly keys: readonly string[] }
  | { readonly kind: 'discardRejected'; readonly mapping: string; readonly keys: readonly string[] };

/** One command in one transaction. */
export function carryOut(store: FakeStore, command: Command): void {
  const lane = store.lane(command.mapping);
  switch (command.kind) {
    case 'replay':
      lane.replay ??= 'requested';
      if (command.now) store.beginReplay(lane);
      return;
    case 'resume':
      if (lane.state === 'parked') lane.unpark();
      return;
    case 'confirmDeletes':
      lane.confirmDeletes(command.upTo);
      if (lane.failure?.code === 'too-many-deletes') lane.unpark();
      return;
    case 'retryRejected':
      for (const key of command.keys) if (lane.rejected.has(key)) lane.again.set(key, 'retry');
      return;
    case 'discardRejected':
      for (const key of command.keys) lane.rejected.delete(key);
  }
}

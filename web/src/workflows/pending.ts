import type { WorkflowView } from '../api/workflows.js';

/** What takes effect only after Stop, then Start, in the words for it: saved changes, or a replay that was asked for. */
export function pendingOf(view: WorkflowView) {
  if (view.status !== 'RUNNING' && view.status !== 'STARTING') return null;
  if (view.pendingChanges) return { badge: 'pending.badge', text: 'pending.text' } as const;
  if (replaysAsked(view).length > 0) return { badge: 'pending.replay.badge', text: 'pending.replay.text' } as const;
  return null;
}

/** The table mappings whose replay begins with the next start. */
export const replaysAsked = ({ lanes }: WorkflowView): string[] =>
  lanes.filter(({ replay }) => replay?.state === 'requested').map(({ lane }) => lane);

/** Where the row explains the badge: the button's description. */
export const pendingNoteId = ({ workflow }: WorkflowView) => `pending-${workflow}`;

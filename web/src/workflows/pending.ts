import type { WorkflowView } from '../api/workflows.js';

/** What takes effect only after Stop, then Start, in the words for it: saved changes, or a replay that was asked for. */
export function pendingOf({ status, pending }: WorkflowView) {
  if (status !== 'RUNNING' && status !== 'STARTING') return null;
  if (pending.configuration || pending.settings) return { badge: 'pending.badge', text: 'pending.text' } as const;
  if (pending.replays.length > 0) return { badge: 'pending.replay.badge', text: 'pending.replay.text' } as const;
  return null;
}

/** Where the row explains the badge: the button's description. */
export const pendingNoteId = ({ workflow }: WorkflowView) => `pending-${workflow}`;

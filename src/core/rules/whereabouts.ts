import type { UnmetCondition } from '../filter/explain.js';
import type { OutcomeKind } from '../lane.js';
import type { Whereabouts } from '../recordStory.js';

/** How Dynamics has a record at this moment, as far as a mapping goes. */
export type SourceStanding =
  | { readonly kind: 'absent' }
  | { readonly kind: 'passes' }
  | { readonly kind: 'filteredOut'; readonly conditions: readonly UnmetCondition[] };

/** What the store knows of a record; nothing at all where it is null or false throughout. */
export interface KnownPlace {
  readonly queuedAt: Date | null;
  readonly again: boolean;
  readonly deleteHeld: boolean;
  readonly waitingSince: Date | null;
  readonly rejectedId: number | null;
  /** In Campaign, as the ledger has it; null: the ledger does not know it. */
  readonly present: boolean | null;
  readonly outcome: OutcomeKind | null;
}

/** The last place on its way that a record has come to, or null where it is on none. */
function onItsWay({ queuedAt, again, deleteHeld, waitingSince, rejectedId }: KnownPlace): Whereabouts | null {
  if (queuedAt !== null) return 'queued';
  if (again) return 'retrying';
  if (deleteHeld) return 'deleteHeld';
  if (waitingSince !== null) return 'waiting';
  return rejectedId === null ? null : 'rejected';
}

/** What the ledger says for itself. It says nothing of a record whose last version concluded nothing, or was worked on by an older release. */
function inLedger({ present, outcome }: KnownPlace): Whereabouts | null {
  switch (outcome) {
    case 'inserted':
    case 'updated':
    case 'unchanged':
    case 'suppressed':
      return 'written';
    case 'filteredOut':
    case 'deletedFiltered':
      return 'filteredOut';
    case 'deleted':
    case 'gone':
      return present ? 'kept' : 'deleted';
    default:
      return null;
  }
}

/** Dynamics has something to add to what is known here: whether a record is left out, and by which condition. */
export function needsSource(known: KnownPlace): boolean {
  if (onItsWay(known) !== null) return false;
  const told = inLedger(known);
  return told === null || told === 'filteredOut';
}

/**
 * Where a record is. A record that the filter has left out from the beginning leaves no trace in the ledger: only Dynamics knows it.
 * @param source null: Dynamics was not asked, or does not answer
 * @returns null where nobody knows it
 */
export function whereaboutsOf(known: KnownPlace, source: SourceStanding | null): Whereabouts | null {
  const told = onItsWay(known) ?? inLedger(known);
  if (told !== null) return told;
  const { present } = known;
  if (source?.kind === 'filteredOut') return 'filteredOut';
  if (present === null) return source?.kind === 'passes' ? 'unread' : null;
  if (source?.kind === 'absent') return present ? 'kept' : 'deleted';
  return present ? 'written' : 'absent';
}

/** Of a record that others wait for. */
export interface KnownParent extends Pick<KnownPlace, 'present' | 'outcome' | 'deleteHeld'> {
  readonly rejected: boolean;
}

/** Why a parent is not in Campaign, or `parent-there`: it has just come. */
export type ParentReason =
  | 'parent-rejected'
  | 'parent-there'
  | 'parent-filtered'
  | 'parent-gone'
  | 'parent-not-there'
  | 'parent-not-known';

/** Dynamics has something to add to what is known of a parent. */
export const parentNeedsSource = ({ rejected, present, deleteHeld }: KnownParent): boolean =>
  !rejected && (!present || deleteHeld);

export function parentReason(known: KnownParent, source: SourceStanding | null): ParentReason {
  if (known.rejected) return 'parent-rejected';
  if (!parentNeedsSource(known)) return 'parent-there';
  switch (source?.kind) {
    case 'passes':
      return 'parent-not-there';
    case 'filteredOut':
      return 'parent-filtered';
    case 'absent':
      return 'parent-gone';
    default:
      return known.deleteHeld ? 'parent-gone' : (inLedgerAlone[known.outcome ?? 'dropped'] ?? 'parent-not-known');
  }
}

const inLedgerAlone: Readonly<Partial<Record<OutcomeKind, ParentReason>>> = {
  filteredOut: 'parent-filtered',
  deletedFiltered: 'parent-filtered',
  deleted: 'parent-gone',
  gone: 'parent-gone',
};

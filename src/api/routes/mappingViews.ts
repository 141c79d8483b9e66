import type { IngressConfig, TableMapping } from '../../core/config/ingress.js';
import type { MappingView } from '../../core/mappingViews.js';
import { describeProblem, type Locale } from '../../core/problems/describe.js';
import type { Mistake } from '../../core/problems/mistake.js';
import { mappingNotes } from '../../core/rules/mappingNotes.js';
import { sameDocument } from '../../core/rules/pendingChanges.js';
import { appliedConfiguration } from '../../store/configurations.js';
import type { Db } from '../../store/database.js';
import { type LaneOverview, readOverview } from '../../store/overview.js';
import { latestReplays, type Replay } from '../../store/replays.js';
import { mistakeView } from '../problems/problemDetails.js';
import { fromStore } from '../storeAccess.js';
import type { Call } from './route.js';

interface Wanted {
  /** This mapping alone. */
  readonly only?: string;
  /** Mappings that were just saved without being held against both systems. */
  readonly unchecked?: readonly string[] | undefined;
}

/** Views of the mappings of a document, or of one of them, with what PostgreSQL knows of each. */
export const mappingViews =
  (db: Db) =>
  async (
    instance: string,
    document: IngressConfig,
    { deadline, locale }: Call,
    { only, unchecked = [] }: Wanted = {},
  ): Promise<MappingView[]> => {
    const [applied, lanes, replays] = await fromStore(
      deadline,
      Promise.all([
        appliedConfiguration(db, instance, 'ingress'),
        readOverview(db, instance, 'ingress'),
        latestReplays(db, instance, 'ingress'),
      ]),
    );
    const mappings = document.mappings.filter(({ id }) => only === undefined || id === only);
    return mappings.map((mapping) => {
      const running = applied?.document.mappings.find(({ id }) => id === mapping.id) ?? null;
      const lane = lanes.find((each) => each.lane === mapping.id);
      const replay = replays.get(mapping.id) ?? null;
      const isDue = replay?.state === 'requested' || replay?.state === 'running';
      return {
        mapping,
        applied: appliedOf(mapping, running),
        lane: lane ? laneView(lane, locale) : null,
        replay: replay && replayView(replay),
        notes: [...uncheckedNotes(mapping, unchecked), ...mappingNotes(document, mapping, running)]
          .filter(({ code }) => code !== 'replay-advised' || !isDue)
          .map((note) => mistakeView(note, locale)),
      };
    });
  };

const uncheckedNotes = ({ id }: TableMapping, unchecked: readonly string[]): readonly Mistake[] =>
  unchecked.includes(id) ? [{ pointer: '', code: 'mapping-not-checked', params: { mapping: id } }] : [];

function appliedOf(mapping: TableMapping, running: TableMapping | null): MappingView['applied'] {
  if (!running) return 'none';
  return sameDocument(mapping, running) ? 'same' : 'other';
}

function laneView(lane: LaneOverview, locale: Locale): MappingView['lane'] {
  const { state, backlog, behind, load } = lane;
  return {
    state,
    backlog,
    behind,
    waitingRecords: lane.waitingNow,
    heldDeletes: lane.heldNow,
    rejected: lane.rejectedNow,
    load: state === 'new' || state === 'loading' ? load : null,
    positionAt: lane.positionAt?.toISOString() ?? null,
    lastSuccessAt: lane.lastSuccessAt?.toISOString() ?? null,
    failure: lane.failure && describeProblem({ ...lane.failure, lane: lane.lane }, locale),
    notes: lane.notes.map((note) => describeProblem(note, locale)),
  };
}

const replayView = ({ state, requestedBy, requestedAt, startedAt, endedAt }: Replay): MappingView['replay'] => ({
  state,
  requestedBy,
  requestedAt: requestedAt.toISOString(),
  startedAt: startedAt?.toISOString() ?? null,
  endedAt: endedAt?.toISOString() ?? null,
});

import type { IngressConfig, TableMapping } from '../../core/config/ingress.js';
import type { MappingView } from '../../core/mappingViews.js';
import { describeProblem, type Locale } from '../../core/problems/describe.js';
import { mappingNotes } from '../../core/rules/mappingNotes.js';
import { sameDocument } from '../../core/rules/pendingChanges.js';
import { appliedConfiguration } from '../../store/configurations.js';
import type { Db } from '../../store/database.js';
import { latestReplays, type Replay } from '../../store/replays.js';
import { laneTotals, type LaneTotals } from '../../store/totals.js';
import { mistakeView } from '../problems/problemDetails.js';
import { fromStore } from '../storeAccess.js';
import type { Call } from './route.js';

/** Views of the mappings of a document, or of one of them, with what PostgreSQL knows of each. */
export const mappingViews =
  (db: Db) =>
  async (
    instance: string,
    document: IngressConfig,
    { deadline, locale }: Call,
    only?: string,
  ): Promise<MappingView[]> => {
    const [applied, lanes, replays] = await fromStore(
      deadline,
      Promise.all([
        appliedConfiguration(db, instance, 'ingress'),
        laneTotals(db, instance, 'ingress'),
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
        notes: mappingNotes(document, mapping, running)
          .filter(({ code }) => code !== 'replay-advised' || !isDue)
          .map((note) => mistakeView(note, locale)),
      };
    });
  };

function appliedOf(mapping: TableMapping, running: TableMapping | null): MappingView['applied'] {
  if (!running) return 'none';
  return sameDocument(mapping, running) ? 'same' : 'other';
}

const laneView = (lane: LaneTotals, locale: Locale): MappingView['lane'] => ({
  state: lane.state,
  backlog: lane.backlog,
  waiting: lane.waiting,
  held: lane.held,
  rejected: lane.rejected,
  behind: lane.behind,
  positionAt: lane.positionAt,
  failure: lane.failure && describeProblem({ ...lane.failure, lane: lane.lane }, locale),
});

const replayView = ({ state, requestedBy, requestedAt, startedAt, endedAt }: Replay): MappingView['replay'] => ({
  state,
  requestedBy,
  requestedAt: requestedAt.toISOString(),
  startedAt: startedAt?.toISOString() ?? null,
  endedAt: endedAt?.toISOString() ?? null,
});

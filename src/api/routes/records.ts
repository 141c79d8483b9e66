import { describeProblem, type Locale } from '../../core/problems/describe.js';
import { recordKey } from '../../core/recordKey.js';
import type { RecordStory } from '../../core/recordStory.js';
import { type RecordFacts, recordFacts } from '../../store/recordFacts.js';
import type { Parts } from '../parts.js';
import { ApiProblem } from '../problems/apiProblem.js';
import { fromStore } from '../storeAccess.js';
import { addressedWorkflow } from './addressed.js';
import { type Handlers, ok } from './route.js';

/** What happened to one record. */
export function recordRoutes({ db }: Parts): Pick<Handlers, 'readRecord'> {
  return {
    readRecord: async (call) => {
      const { instance, workflow } = await addressedWorkflow(db, call);
      const key = (call.parameters['key'] ?? '').toLowerCase();
      const facts = isKey(key) ? await fromStore(call.deadline, recordFacts(db, instance, workflow, key)) : [];
      const mappings = facts.filter(isKnown).map((each) => storyOf(each, call.locale));
      if (mappings.length === 0) throw new ApiProblem(404, 'record-unknown', { params: { key: key.slice(0, 60) } });
      return ok({ key, mappings } satisfies RecordStory);
    },
  };
}

const isKey = (key: string) => recordKey.safeParse(key).success;

const isKnown = ({ present, queuedAt, waitingSince, rejectedId, deleteHeld, again }: RecordFacts) =>
  present !== null || queuedAt !== null || waitingSince !== null || rejectedId !== null || deleteHeld || again;

type Story = RecordStory['mappings'][number];

function storyOf(facts: RecordFacts, locale: Locale): Story {
  const { mapping, present, at, outcome, writtenAt, written, queuedAt, rejectedId, rejectedAt, code, params } = facts;
  return {
    mapping,
    now: whereIs(facts),
    inCampaign: present ?? false,
    queuedAt: queuedAt?.toISOString() ?? null,
    last: at && outcome ? { at: at.toISOString(), outcome } : null,
    lastWrite: writtenAt && written ? { at: writtenAt.toISOString(), result: written } : null,
    waiting: waitingOf(facts, locale),
    rejected:
      rejectedId !== null && rejectedAt && code
        ? {
            id: rejectedId,
            at: rejectedAt.toISOString(),
            reason: describeProblem({ code, params: params ?? {} }, locale),
          }
        : null,
  };
}

/** The last place on its way that it has come to. */
function whereIs({
  queuedAt,
  again,
  deleteHeld,
  waitingSince,
  rejectedId,
  present,
  outcome,
  filters,
}: RecordFacts): Story['now'] {
  if (queuedAt !== null) return 'queued';
  if (again) return 'retrying';
  if (deleteHeld) return 'deleteHeld';
  if (waitingSince !== null) return 'waiting';
  if (rejectedId !== null) return 'rejected';
  if (outcome === 'dropped' && present) return filters ? 'filteredOut' : 'kept';
  return present ? 'written' : 'absent';
}

function waitingOf(facts: RecordFacts, locale: Locale): Story['waiting'] {
  const { waitingSince, parentMapping, parentKey, parentPresent, parentRejected } = facts;
  if (!waitingSince || !parentMapping || !parentKey) return null;
  const code = parentRejected ? 'parent-rejected' : parentPresent === null ? 'parent-not-there' : 'parent-gone';
  const reason = describeProblem({ code, params: { parent: parentMapping } }, locale);
  return { parentMapping, parentKey, since: waitingSince.toISOString(), reason };
}

import { describeProblem, type Locale } from '../../core/problems/describe.js';
import { recordKey } from '../../core/recordKey.js';
import type { RecordStory } from '../../core/recordStory.js';
import {
  type KnownParent,
  needsSource,
  parentNeedsSource,
  parentReason,
  type SourceStanding,
  whereaboutsOf,
} from '../../core/rules/whereabouts.js';
import { type RecordFacts, recordFacts } from '../../store/recordFacts.js';
import type { Parts } from '../parts.js';
import { ApiProblem } from '../problems/apiProblem.js';
import { fromStore } from '../storeAccess.js';
import { addressedWorkflow } from './addressed.js';
import { type Handlers, ok } from './route.js';
import { type Question, type SourceAnswers, sourceAnswers } from './sourceAnswers.js';

/** What happened to one record. */
export function recordRoutes(parts: Parts): Pick<Handlers, 'readRecord'> {
  return {
    readRecord: async (call) => {
      const of = await addressedWorkflow(parts.db, call);
      const key = (call.parameters['key'] ?? '').toLowerCase();
      const lanes = isKey(key)
        ? await fromStore(call.deadline, recordFacts(parts.db, of.instance, of.workflow, key))
        : [];
      const known = lanes.filter(isKnown);
      // A key that no lane knows may be of any table; one that some lane knows is of no other's: Dynamics gives each record an id of its own.
      const facts = known.length > 0 ? known : lanes;
      const questions = facts.flatMap((each) => questionsOf(each, key));
      const answers = await sourceAnswers(parts, of, questions, call.deadline);
      const mappings = facts.flatMap((each) => storyOf(each, key, answers, call.locale));
      if (mappings.length > 0) return ok({ key, mappings } satisfies RecordStory);
      const certain = questions.every((question) => answers(question) !== null);
      throw new ApiProblem(404, certain ? 'record-unknown' : 'record-not-kept', { params: { key: key.slice(0, 60) } });
    },
  };
}

const isKey = (key: string) => recordKey.safeParse(key).success;

const isKnown = ({ present, queuedAt, waitingSince, rejectedId, deleteHeld, again }: RecordFacts) =>
  present !== null || queuedAt !== null || waitingSince !== null || rejectedId !== null || deleteHeld || again;

/** What only Dynamics can tell of a record and of the parent that it waits for. */
function questionsOf(facts: RecordFacts, key: string): Question[] {
  const parent = parentOf(facts);
  return [
    ...(needsSource(facts) ? [{ mapping: facts.mapping, key }] : []),
    ...(parent && parentNeedsSource(parent.known) ? [parent.question] : []),
  ];
}

type Story = RecordStory['mappings'][number];

/** None where neither side knows the record. */
function storyOf(facts: RecordFacts, key: string, answers: SourceAnswers, locale: Locale): Story[] {
  const { mapping, present, at, outcome, writtenAt, written, queuedAt, rejectedId, rejectedAt, code, params } = facts;
  const source = answers({ mapping, key });
  const now = whereaboutsOf(facts, source);
  if (now === null) return [];
  return [
    {
      mapping,
      now,
      inCampaign: present ?? false,
      queuedAt: queuedAt?.toISOString() ?? null,
      last: at && outcome ? { at: at.toISOString(), outcome } : null,
      lastWrite: writtenAt && written ? { at: writtenAt.toISOString(), result: written } : null,
      conditions: now === 'filteredOut' ? conditionsIn(source) : [],
      waiting: waitingOf(facts, answers, locale),
      rejected:
        rejectedId !== null && rejectedAt && code
          ? {
              id: rejectedId,
              at: rejectedAt.toISOString(),
              reason: describeProblem({ code, params: params ?? {} }, locale),
            }
          : null,
    },
  ];
}

function waitingOf(facts: RecordFacts, answers: SourceAnswers, locale: Locale): Story['waiting'] {
  const parent = parentOf(facts);
  if (!facts.waitingSince || !parent) return null;
  const { mapping, key } = parent.question;
  const source = answers(parent.question);
  return {
    parentMapping: mapping,
    parentKey: key,
    since: facts.waitingSince.toISOString(),
    reason: describeProblem({ code: parentReason(parent.known, source), params: { parent: mapping } }, locale),
    conditions: parentNeedsSource(parent.known) ? conditionsIn(source) : [],
  };
}

function parentOf(facts: RecordFacts): { readonly question: Question; readonly known: KnownParent } | null {
  const { parentMapping, parentKey, parentPresent, parentOutcome, parentDeleteHeld, parentRejected } = facts;
  if (!parentMapping || !parentKey) return null;
  return {
    question: { mapping: parentMapping, key: parentKey },
    known: {
      present: parentPresent,
      outcome: parentOutcome,
      deleteHeld: parentDeleteHeld,
      rejected: parentRejected,
    },
  };
}

const conditionsIn = (source: SourceStanding | null) =>
  source === null ? null : source.kind === 'filteredOut' ? source.conditions : [];

import { ingressConfig, type TableMapping } from '../../core/config/ingress.js';
import type { LanePlan } from '../../core/lanePlan.js';
import { mappingMistakes } from '../../core/mapping/mistakes.js';
import type { Mistake } from '../../core/problems/mistake.js';
import { describeProblem, type Locale } from '../../core/problems/describe.js';
import type { PreviewFacts, PreviewRecord, PreviewView, ShownValue } from '../../core/preview.js';
import { family } from '../../core/rules/links.js';
import { freshMappingId } from '../../core/rules/mappingId.js';
import { preview, type PreviewPorts, type PreviewWish } from '../../engine/preview.js';
import { laneRules } from '../../engine/rules.js';
import { audit } from '../../store/audit.js';
import { appliedConfiguration, newestConfiguration } from '../../store/configurations.js';
import { laneKnowledge } from '../../store/laneKnowledge.js';
import { readSettings } from '../../store/settings.js';
import { previewOperations } from '../contract/previewOperations.js';
import { deadlineIn, within } from '../deadline.js';
import { answerWithinMs, previewWithinMs } from '../limits.js';
import { localOperator, type Parts } from '../parts.js';
import { ApiProblem } from '../problems/apiProblem.js';
import { checkedDocument } from '../problems/checkedDocument.js';
import { documentMistakes } from '../problems/documentMistakes.js';
import { fromStore } from '../storeAccess.js';
import { addressedInstance } from './addressed.js';
import { type Call, type Handlers, ok, type Reply } from './route.js';

const workflow = 'ingress';

/** Records as they would be written. Their values go from here to the one who asked, and nowhere else. */
export function previewRoutes(parts: Parts): Pick<Handlers, 'previewMapping' | 'previewNewMapping'> {
  const { db } = parts;
  const saved = async (instance: string, { deadline }: Call) =>
    (await fromStore(deadline, newestConfiguration(db, instance, workflow))).document.mappings;
  return {
    previewMapping: async (call) => {
      const instance = await addressedInstance(db, call);
      const { mapping: draft, ...wish } = checkedDocument(previewOperations.previewMapping.body, call.body);
      const id = call.parameters['mapping'] ?? '';
      const meant = savedMapping(await saved(instance, call), id, draft && { ...draft, id });
      return answer(parts, instance, meant, wish, call);
    },
    previewNewMapping: async (call) => {
      const instance = await addressedInstance(db, call);
      const { mapping, ...wish } = checkedDocument(previewOperations.previewNewMapping.body, call.body);
      const mappings = await saved(instance, call);
      const applied = await fromStore(call.deadline, appliedConfiguration(db, instance, workflow));
      const taken = [...mappings, ...(applied?.document.mappings ?? [])].map(({ id }) => id);
      const id = mapping.id ?? freshMappingId(mapping.dynamicsTable, new Set(taken));
      return answer(parts, instance, placed([...mappings, { ...mapping, id }], mappings.length), wish, call);
    },
  };
}

interface Meant {
  readonly mapping: TableMapping;
  /** The saved document with that mapping in its place: links join mappings. */
  readonly mappings: readonly TableMapping[];
}

/**
 * The mapping that is saved under the id, or what was sent in its place; one that is not saved stands behind the others.
 * @throws ApiProblem 404 when nothing is saved under the id and nothing was sent, 422 with the mistakes of what was sent
 */
function savedMapping(mappings: readonly TableMapping[], id: string, draft: TableMapping | undefined): Meant {
  const place = mappings.findIndex((each) => each.id === id);
  if (draft)
    return place < 0 ? placed([...mappings, draft], mappings.length) : placed(mappings.with(place, draft), place);
  const mapping = mappings[place];
  if (!mapping) throw new ApiProblem(404, 'mapping-unknown', { params: { mapping: id.slice(0, 63) } });
  return { mapping, mappings };
}

/** @throws ApiProblem 422: mistakes of other mappings are no matter of the one that was sent */
function placed(mappings: readonly TableMapping[], place: number): Meant {
  const mapping = mappings[place];
  if (!mapping) throw new Error('there is no mapping at its place');
  const parsed = ingressConfig.safeParse({ mappings });
  const own = `/mappings/${place}/`;
  const mistakes = documentMistakes({ mappings }, parsed.error?.issues ?? []).filter(({ pointer }) =>
    pointer.startsWith(own),
  );
  if (mistakes.length > 0) throw refused(mistakes, own);
  return { mapping, mappings };
}

/** Pointers lead into what was sent: the member `mapping`. */
const refused = (mistakes: readonly Mistake[], prefix: string) =>
  ApiProblem.refused(
    mistakes.map((mistake) => ({ ...mistake, pointer: `/mapping/${mistake.pointer.slice(prefix.length)}` })),
  );

async function answer(
  parts: Parts,
  instance: string,
  meant: Meant,
  { records, keys }: { records: number; keys?: readonly string[] | undefined },
  { locale }: Call,
): Promise<Reply> {
  const { mapping } = meant;
  const plan = await planOf(parts, instance, meant);
  const mistakes = mappingMistakes(mapping, plan.table, plan.resource, plan.parents);
  if (mistakes.length > 0) throw refused(mistakes, '/');
  const wish: PreviewWish = keys ? { keys: [...new Set(keys)] } : { first: records };
  const found = await previewInTime(parts, instance, plan, wish);
  const after = { preview: mapping.id, records: found.records.filter(showsValues).length };
  if (parts.showPersonalData && after.records > 0)
    await fromStore(
      deadlineIn(answerWithinMs),
      audit(parts.db, { who: localOperator, what: 'personal-data-seen', instance, workflow, after }),
    );
  const view: PreviewView = {
    mapping: mapping.id,
    records: found.records.map((record) => recordView(record, parts.showPersonalData, locale)),
    estimate: found.estimate,
    engineCalls: found.engineCalls,
  };
  return ok(view);
}

async function planOf({ db, systems }: Parts, instance: string, { mapping, mappings }: Meant): Promise<LanePlan> {
  const [table, resource, { document }] = await Promise.all([
    systems.table(instance, mapping.dynamicsTable),
    systems.resource(instance, mapping.campaignResource),
    readSettings(db, instance),
  ]);
  return { version: 0, mapping, table, resource, ...family(mapping, mappings), settings: document.lanes };
}

async function previewInTime(
  { db, sealer, connectors }: Parts,
  instance: string,
  plan: LanePlan,
  wish: PreviewWish,
): ReturnType<typeof preview> {
  const tooLate = new AbortController();
  try {
    const { dynamics, campaign } = await connectors.of(instance);
    const ports: PreviewPorts = {
      rules: laneRules(plan),
      store: await laneKnowledge(db, sealer, instance, plan.mapping.id),
      source: dynamics.source,
      walk: dynamics.walk,
      destination: campaign.destination,
      signal: tooLate.signal,
    };
    return await within(deadlineIn(previewWithinMs), 'preview-late', preview(wish, ports));
  } finally {
    tooLate.abort();
  }
}

/** The others carry keys and reasons alone. */
const showsValues = ({ kind }: PreviewFacts) => kind === 'insert' || kind === 'update';

function recordView(record: PreviewFacts, shown: boolean, locale: Locale): PreviewRecord {
  const mask = (value: ShownValue) => (shown || value === null || value === '' ? value : '•••');
  switch (record.kind) {
    case 'insert':
      return { ...record, fields: record.fields.map(({ field, value }) => ({ field, value: mask(value) })) };
    case 'update':
      return {
        ...record,
        fields: record.fields.map(({ field, before, after }) => ({ field, before: mask(before), after: mask(after) })),
      };
    case 'rejected':
      return { ...record, problem: describeProblem(record.problem, locale) };
    default:
      return record;
  }
}

import type { Configs } from '../core/config/index.js';
import type { WorkflowName } from '../core/names.js';
import type { Mistake } from '../core/problems/mistake.js';
import { firstLoadMistakes } from '../core/rules/firstLoads.js';
import { fixedTableMistakes } from '../core/rules/fixedTables.js';
import { grownBeyond } from '../core/rules/grownBeyond.js';
import { guardrailMistakes } from '../core/rules/guardrails.js';
import { optOutConflicts } from '../core/rules/optOutConflicts.js';
import {
  appliedConfiguration,
  type Configuration,
  newestConfiguration,
  saveConfiguration,
} from '../store/configurations.js';
import { readSettings } from '../store/settings.js';
import { type Deadline, deadlineIn } from './deadline.js';
import { temporalWithinMs } from './limits.js';
import { localOperator, type Parts } from './parts.js';
import { ApiProblem } from './problems/apiProblem.js';
import { entityTag } from './routes/entityTag.js';
import { fromStore } from './storeAccess.js';

/** A document to be saved on the version that was edited. */
export interface Edit<Workflow extends WorkflowName> {
  readonly instance: string;
  readonly workflow: Workflow;
  /** Tells whether the edit began on this version, the newest there is. */
  readonly isBase: (newest: number) => boolean;
  readonly document: Configs[Workflow];
}

/** What became of an edit. */
export interface Saved<Workflow extends WorkflowName> {
  readonly configuration: Configuration<Workflow>;
  /** Mappings that could not be held against both systems; the start does it. */
  readonly unchecked: readonly string[];
}

/** How mistakes are found and told; the whole document's where nothing else is said. */
interface Judging {
  /** The document as mistakes shall point into it: the same mappings, perhaps in another order. */
  readonly seen?: Configs['ingress'];
  /** The mappings to hold against the systems, by their place in what is seen; all of them where nothing is said. */
  readonly places?: readonly number[];
  /** Moves pointers to where the mistakes are in what was sent. */
  readonly told?: (mistakes: readonly Mistake[]) => readonly Mistake[];
}

/**
 * The one way in which a configuration is saved, whole or by a mapping: judged alone, against both systems, the other workflows,
 * the guardrails and what was saved before; audited; the running workflow told.
 * @throws ApiProblem 412, 422
 */
export async function saveEdit<Workflow extends WorkflowName>(
  parts: Parts,
  edit: Edit<Workflow>,
  deadline: Deadline,
  { seen, places, told = (mistakes) => mistakes }: Judging = {},
): Promise<Saved<Workflow>> {
  const { db, log, snapshots, temporal } = parts;
  const { instance, workflow, isBase, document } = edit;
  const ingress = workflow === 'ingress' ? (seen ?? (document as Configs['ingress'])) : null;
  const { judge, unchecked }: Judgement = ingress
    ? await ingressJudge(parts, instance, ingress, places, deadline)
    : { judge: workflow === 'optInOut' ? optInOutJudge : () => [], unchecked: [] };
  const outcome = await fromStore(
    deadline,
    saveConfiguration(db, { instance, workflow, isBase, document, who: localOperator }, judge),
  );
  if (outcome.kind === 'refused') throw ApiProblem.refused(told(outcome.mistakes));
  if (outcome.kind === 'stale') throw staleVersion(outcome.newest);
  snapshots.forget(instance, workflow);
  if (outcome.changed) {
    // Only so that the Web UI can say it: what counts is in PostgreSQL, and saving works without Temporal.
    temporal.tell('reload', instance, workflow, localOperator, deadlineIn(temporalWithinMs)).catch((err: unknown) => {
      log.warn({ err, instance, workflow }, 'the workflow could not be told of a saved configuration');
    });
  }
  return { configuration: outcome.configuration, unchecked };
}

type Judge = (documents: Configs, before: Configuration) => readonly Mistake[];
interface Judgement extends Pick<Saved<WorkflowName>, 'unchecked'> {
  readonly judge: Judge;
}

const optInOutJudge: Judge = ({ ingress, optInOut }) => paired(optOutConflicts(ingress, optInOut).optInOut);

/** Someone else was quicker. */
export const staleVersion = (newest: number): ApiProblem =>
  new ApiProblem(412, 'version-stale', { params: { version: newest }, headers: { ETag: entityTag(newest) } });

/** Everything that an ingress document is held against; what needs the systems or other rows is asked before the transaction. */
async function ingressJudge(
  { db, systems }: Parts,
  instance: string,
  ingress: Configs['ingress'],
  places: readonly number[] | undefined,
  deadline: Deadline,
): Promise<Judgement> {
  const [newest, applied, { document: settings }] = await fromStore(
    deadline,
    Promise.all([
      newestConfiguration(db, instance, 'ingress'),
      appliedConfiguration(db, instance, 'ingress'),
      readSettings(db, instance),
    ]),
  );
  const { guardrails } = settings;
  const known = new Set(newest.document.mappings.map(({ id }) => id));
  const grows = ingress.mappings.some(({ id }) => !known.has(id));
  const [checked, sizes] = await Promise.all([
    systems.check(instance, ingress, places),
    grows ? systems.sizes(instance, ingress.mappings.map(tableOf)) : new Map<string, number>(),
  ]);
  const judge: Judge = ({ optInOut }, { version, document }) => {
    const before = document as Configs['ingress'];
    return [
      ...paired(optOutConflicts(ingress, optInOut).ingress),
      ...grownBeyond(guardrailMistakes(before, guardrails), guardrailMistakes(ingress, guardrails)),
      ...firstLoadMistakes(before, ingress, sizes, guardrails),
      // Version 0 was saved by nobody: until a start applies it, its tables and keys are a proposal.
      ...fixedSince(version === 0 ? null : before, applied?.document ?? null, ingress),
      ...checked.mistakes,
    ];
  };
  return { judge, unchecked: checked.unchecked.flatMap((place) => ingress.mappings[place]?.id ?? []) };
}

/** Tables and ID field stay as they were saved, and as the processes that run have them. */
function fixedSince(
  saved: Configs['ingress'] | null,
  applied: Configs['ingress'] | null,
  ingress: Configs['ingress'],
): Mistake[] {
  const mistakes = fixedTableMistakes(saved, ingress);
  const told = new Set(mistakes.map(({ pointer }) => pointer));
  return [...mistakes, ...fixedTableMistakes(applied, ingress).filter(({ pointer }) => !told.has(pointer))];
}

const tableOf = ({ dynamicsTable }: { dynamicsTable: string }) => dynamicsTable;

const paired = (pointers: readonly string[]): Mistake[] =>
  pointers.map((pointer) => ({ pointer, code: 'field-paired' }));

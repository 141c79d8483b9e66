import { z } from 'zod';
import { unmetCondition } from './filter/explain.js';
import { problem, problemFacts } from './problems/problem.js';

const count = z.number().int().nonnegative();
const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type ShownValue = z.infer<typeof value>;

const written = z.object({ field: z.string(), value });
const changed = z.object({ field: z.string(), before: value, after: value });

const recordWith = <Reason extends z.ZodType>(reason: Reason) =>
  z.discriminatedUnion('kind', [
    z.object({ key: z.string(), kind: z.literal('insert'), fields: z.array(written) }),
    z.object({ key: z.string(), kind: z.literal('update'), fields: z.array(changed) }),
    z.object({ key: z.string(), kind: z.literal('unchanged') }),
    /** `held`: it is done once the mappings whose records point to it have caught up. */
    z.object({ key: z.string(), kind: z.literal('delete'), held: z.boolean(), conditions: z.array(unmetCondition) }),
    z.object({ key: z.string(), kind: z.literal('filteredOut'), conditions: z.array(unmetCondition) }),
    /** Dynamics does not have it, and nothing is deleted for it. */
    z.object({ key: z.string(), kind: z.literal('gone') }),
    /** Nothing can be said of it now: a call for it may land yet. It is compared a few minutes later. */
    z.object({ key: z.string(), kind: z.literal('unsettled') }),
    z.object({ key: z.string(), kind: z.literal('rejected'), problem: reason }),
    z.object({
      key: z.string(),
      kind: z.literal('waiting'),
      parent: z.object({ mapping: z.string(), key: z.string() }),
    }),
  ]);

/** One record as it would be written. It holds a person's data: it goes to the one who asked and nowhere else. */
export const previewRecord = recordWith(problem);
export type PreviewRecord = z.infer<typeof previewRecord>;

const previewFacts = recordWith(problemFacts);
/** The same, before it has words. */
export type PreviewFacts = z.infer<typeof previewFacts>;

export const previewKinds = [
  'insert',
  'update',
  'unchanged',
  'delete',
  'filteredOut',
  'gone',
  'unsettled',
  'rejected',
  'waiting',
] as const;
export type PreviewKind = (typeof previewKinds)[number];

/** What the whole table would come to. */
export const previewEstimate = z.object({
  /** Records in the Dynamics table; null where the system does not say. */
  size: count.nullable(),
  /** Records that the estimate rests on. */
  sampled: count,
  /** Records of this mapping that are in Campaign now, as the ledger has it. */
  present: count,
  /** How many of each kind; null without a size. */
  records: z.record(z.enum(previewKinds), count).nullable(),
  /** Those of waiting records, held deletes and unsettled records too, once nothing holds them up. */
  engineCalls: count.nullable(),
});
export type PreviewEstimate = z.infer<typeof previewEstimate>;

/** `POST …/preview` */
export const previewView = z.object({
  mapping: z.string(),
  records: z.array(previewRecord),
  /** Null when keys were given: they tell nothing of the others. */
  estimate: previewEstimate.nullable(),
  /** What this preview itself has cost: each record looked at in Campaign is a call. */
  engineCalls: count,
});
export type PreviewView = z.infer<typeof previewView>;

interface Sampled {
  readonly kind: PreviewKind;
  readonly calls: number;
  /** The ledger has it in Campaign. */
  readonly present: boolean;
}

/**
 * Takes the sample's shares for the whole table: those that are in Campaign and those that are not each by their own, because the first
 * records of a table are often the ones that are there already.
 */
export function estimate(sample: readonly Sampled[], size: number | null, present: number): PreviewEstimate {
  const facts = { size, sampled: sample.length, present };
  if (size === null) return { ...facts, records: null, engineCalls: null };
  // The whole table was looked at: the ledger may know records that are no longer in it.
  if (size === sample.length) return { ...facts, ...shares([{ records: size, sample }]) };
  const there = Math.min(present, size);
  const parts = [
    { records: there, sample: sample.filter((each) => each.present) },
    { records: size - there, sample: sample.filter((each) => !each.present) },
  ].map((part) => (part.sample.length > 0 ? part : { ...part, sample }));
  return { ...facts, ...shares(parts) };
}

interface Part {
  /** How many records of the table this part of the sample stands for. */
  readonly records: number;
  readonly sample: readonly Sampled[];
}

function shares(parts: readonly Part[]): Pick<PreviewEstimate, 'records' | 'engineCalls'> {
  const total = (amount: (each: Sampled) => number) =>
    Math.round(
      parts.reduce(
        (sum, { records, sample }) =>
          sum +
          (sample.length > 0 ? (records * sample.reduce((all, each) => all + amount(each), 0)) / sample.length : 0),
        0,
      ),
    );
  return {
    records: Object.fromEntries(
      previewKinds.map((kind) => [kind, total((each) => (each.kind === kind ? 1 : 0))]),
    ) as Record<PreviewKind, number>,
    engineCalls: total(({ calls }) => calls),
  };
}

import { z } from 'zod';
import { problem } from './problems/problem.js';

const count = z.number().int().nonnegative();
const time = z.iso.datetime();

/**
 * What comparing both sides finds of one record. `queued`: it differs, but its newest version is on its way. `rejected`: it cannot be
 * written and stands among the rejected records, or would.
 */
export const verdicts = [
  'equal',
  'missingInCampaign',
  'onlyInCampaign',
  'different',
  'filteredOut',
  'waiting',
  'queued',
  'rejected',
] as const;
export type Verdict = (typeof verdicts)[number];

const zeros = () => Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
const byVerdict = <Entry extends z.ZodType>(entry: Entry) => z.partialRecord(z.enum(verdicts), entry);
const perField = z.record(z.string(), count);
/** Keys and names of fields, never a value. */
const sample = z.object({ key: z.string(), fields: z.array(z.string()).optional() });

/** What a verification has found so far. */
export const findings = z.object({
  counts: z.record(z.enum(verdicts), count).default(zeros),
  /** Campaign records whose key is no Dynamics id; nobody touches them. */
  foreign: count.default(0),
  /**
   * Keys under which Campaign holds several records, whatever else is counted of them. Only a filter can show them: a key in the path is
   * one of which Campaign lets no second record be.
   */
  repeated: z.object({ keys: count.default(0), samples: z.array(z.string()).default([]) }).prefault({}),
  /** How many of the different records differ in each field. */
  fields: perField.default({}),
  /** References that Campaign shows in a form that cannot be compared. */
  notComparable: perField.default({}),
  samples: byVerdict(z.array(sample)).default({}),
});
export type Findings = z.infer<typeof findings>;

/** `campaign`: Campaign's records are walked; `dynamics`: Dynamics' keys are; `again`: what differs is looked at once more. */
export const verificationPhase = z.enum(['campaign', 'dynamics', 'again']);

/** Where a verification stands: all that the next step needs besides the keys that it has seen. */
export const verificationStand = z.object({
  phase: verificationPhase.default('campaign'),
  /** Where the walk of the phase goes on; null: at its beginning. */
  link: z.string().nullable().default(null),
  /** Walks that had to begin anew because a system no longer took the link. */
  restarts: count.default(0),
  /** Records of the Dynamics table when it began, where the system says it. */
  size: count.nullable().default(null),
  read: z.object({ campaign: count, dynamics: count }).default({ campaign: 0, dynamics: 0 }),
  /** Records that were handed to the lane to be looked at again. */
  repaired: count.default(0),
  findings: findings.prefault({}),
});
export type VerificationStand = z.infer<typeof verificationStand>;

export const verificationState = z.enum(['running', 'done', 'cancelled', 'failed']);
export type VerificationState = z.infer<typeof verificationState>;

/** `GET …/verify`: the newest verification of a table mapping. */
export const verificationView = z.object({
  mapping: z.string(),
  state: verificationState,
  phase: verificationPhase,
  repair: z.boolean(),
  progress: z.object({
    /** Records read of each side. */
    campaign: count,
    dynamics: count,
    /** Records of the Dynamics table, where known. */
    size: count.nullable(),
    /** Records that differ so far and are looked at once more at the end. */
    toLookAtAgain: count,
  }),
  ...findings.shape,
  repaired: count,
  /** What it has cost: each page and each record looked at is one call. They stand in `calls.verify` of the mapping too. */
  engineCalls: count,
  requestedBy: z.string(),
  startedAt: time,
  updatedAt: time,
  endedAt: time.nullable(),
  failure: problem.nullable(),
});
export type VerificationView = z.infer<typeof verificationView>;

/** A record that differed when it was last looked at. */
export interface Candidate {
  readonly key: string;
  /** Keyed hash of the Dynamics record as it was then; null when there was none. */
  readonly version: Uint8Array | null;
  /** How often it was looked at. */
  readonly looks: number;
  /** The lane's reader has read to the end since then, or does not run. */
  readonly passed: boolean;
}

/** Where a record stands in its lane: its newest version is on its way, or waits for its parent, or it is among the rejected ones. */
export type Standing = 'queued' | 'waiting' | 'rejected';

/** What one step of a verification leaves behind; kept in one transaction. */
export interface VerifyStep {
  readonly stand: VerificationStand;
  /** Calls to Campaign since the last step that was kept. */
  readonly engineCalls?: number;
  /** Keys that were dealt with. */
  readonly seen?: readonly string[];
  /** Keys that Campaign may hold more than once: it is asked by key in the end. */
  readonly repeated?: readonly string[];
  /** Of these, those of which it was asked. */
  readonly cleared?: readonly string[];
  /** To be looked at (again) at the end. */
  readonly candidates?: readonly Pick<Candidate, 'key' | 'version' | 'looks'>[];
  /** Of the candidates, those of which it is known now what they are. */
  readonly settled?: readonly string[];
  /** To be read and written again through the ordinary path. */
  readonly repair?: readonly string[];
}

/** Samples of one verdict that are kept. */
const samplesKept = 100;

/** Adds what was found of one record. */
export function record(found: Findings, verdict: Verdict, key: string, fields: readonly string[] = []): void {
  found.counts[verdict] += 1;
  for (const field of fields) add(found.fields, field);
  if (verdict === 'equal') return;
  const samples = (found.samples[verdict] ??= []);
  if (samples.length < samplesKept) samples.push({ key, ...(fields.length > 0 && { fields: [...fields] }) });
}

/** The code of a refusal: a look by key found several records. */
export const keyNotUnique = 'campaign-key-not-unique';

export function recordRepeated({ repeated }: Findings, key: string): void {
  repeated.keys += 1;
  if (repeated.samples.length < samplesKept) repeated.samples.push(key);
}

export function recordNotComparable(found: Findings, fields: readonly string[]): void {
  for (const field of fields) add(found.notComparable, field);
}

function add(counts: Record<string, number>, field: string): void {
  counts[field] = (Object.hasOwn(counts, field) ? (counts[field] ?? 0) : 0) + 1;
}

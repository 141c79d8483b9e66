import { z } from 'zod';

export { describeProblem, type Locale, type Parameters, type ProblemCode } from './describe.js';

/** A problem as a person sees it. `code` is stable; `sentence` and `remedy` are in the reader's language. */
export const problem = z.object({
  code: z.string(),
  sentence: z.string(),
  remedy: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  lane: z.string().optional(),
  system: z.string().optional(),
  at: z.iso.datetime().optional(),
});
export type Problem = z.infer<typeof problem>;

/** A problem's facts, as kept and sent: words are added for the reader by `describeProblem`. */
export const problemFacts = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  lane: z.string().optional(),
  system: z.string().optional(),
  at: z.iso.datetime().optional(),
});
export type ProblemFacts = z.infer<typeof problemFacts>;

import { z } from 'zod';

const number = (fallback: number, max: number) => z.coerce.number().int().min(0).max(max).default(fallback);

const environment = z.object({
  SANDBOX_PORT: number(8090, 65_535),
  SANDBOX_HOST: z.string().min(1).default('127.0.0.1'),
  SANDBOX_SEED: number(1, 0xffff_ffff),
  /** Contacts generated at a first start. */
  SANDBOX_CONTACTS: number(10_000, 2_000_000),
  /** Rows of other tables at a first start, such as `new_loyalty:500,new_store:20`; `usual` or `none`. */
  SANDBOX_TABLES: z
    .string()
    .regex(/^(?:usual|none|\w+:\d{1,7}(?:,\w+:\d{1,7})*)$/u, 'tables with their rows are wanted, such as new_store:20')
    .default('usual'),
  /** Changes per second that happen on their own; 0 = none. */
  SANDBOX_LIFE: z.coerce.number().min(0).max(1_000).default(0),
  /** Where the state is kept between two runs; nothing is kept without it. */
  SANDBOX_STATE_FILE: z.string().min(1).optional(),
});

export type SandboxSettings = z.infer<typeof environment>;

/** Throws with one line per mistake. */
export function sandboxSettings(env: NodeJS.ProcessEnv): SandboxSettings {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(set);
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
}

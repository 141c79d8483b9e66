import { z } from 'zod';
import { createRandom } from './random.js';
import { ControlRefused, type ServiceName } from './system.js';

const milliseconds = z.number().int().min(0).max(600_000);

/** What happens instead of, or around, the true answer. `applied`: the request takes effect first, and only its answer is lost. */
const action = z.union([
  z.strictObject({
    status: z.number().int().min(200).max(599),
    body: z.string().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    /** Seconds, or `date:+30`: an HTTP date so many seconds ahead. */
    retryAfter: z.union([z.number().int().min(0), z.string().regex(/^date:\+\d+$/)]).optional(),
    applied: z.boolean().default(false),
  }),
  z.strictObject({ timeout: z.literal(true), applied: z.boolean().default(false) }),
  z.strictObject({ reset: z.literal(true), applied: z.boolean().default(false) }),
  /** `true`: the connection breaks in the middle of the body. `clean`: half a body that looks whole to HTTP. */
  z.strictObject({ truncate: z.union([z.literal(true), z.literal('clean')]) }),
  z.strictObject({ html: z.literal(true), applied: z.boolean().default(false) }),
  z.strictObject({ delayMs: milliseconds }),
  /** The second half of the body comes so much later. */
  z.strictObject({ slowMs: milliseconds }),
]);
export type FaultAction = z.infer<typeof action>;

const rule = z.strictObject({
  system: z.enum(['entra', 'dynamics', 'ims', 'campaign']),
  method: z
    .string()
    .transform((method) => method.toUpperCase())
    .optional(),
  /** Regular expressions; the path is the whole one with prefix and query. */
  pathMatches: z.string().optional(),
  bodyMatches: z.string().optional(),
  /** Always, when left out. */
  when: z
    .union([
      z.strictObject({ count: z.number().int().min(1) }),
      z.strictObject({ probability: z.number().min(0).max(1) }),
      z.strictObject({ every: z.number().int().min(1) }),
      z.strictObject({ forMs: milliseconds }),
    ])
    .optional(),
  /** So many matching requests pass unharmed first. */
  after: z.number().int().min(0).default(0),
  action,
});
type Rule = z.infer<typeof rule>;

interface Armed {
  readonly id: string;
  readonly rule: Rule;
  readonly path: RegExp | undefined;
  readonly body: RegExp | undefined;
  readonly addedAt: number;
  matched: number;
  fired: number;
}

export interface FaultHit {
  readonly id: string;
  readonly action: FaultAction;
}

interface Target {
  readonly service: ServiceName;
  readonly method: string;
  readonly url: string;
  readonly body: string;
  readonly now: number;
}

export interface Faults {
  add(input: unknown, now: number): string;
  list(): readonly unknown[];
  /** All of them without an id. */
  clear(id?: string): void;
  /** The faults that act on this request: any delays, and at most one of the others. */
  hits(target: Target): readonly FaultHit[];
}

const none: readonly FaultHit[] = [];

export function createFaults(seed: number): Faults {
  const armed = new Map<string, Armed>();
  const random = createRandom(seed);
  let ids = 0;

  return {
    add(input, now) {
      const parsed = rule.safeParse(input);
      if (!parsed.success) throw new ControlRefused(z.prettifyError(parsed.error));
      const id = `fault-${++ids}`;
      const { pathMatches, bodyMatches } = parsed.data;
      armed.set(id, {
        id,
        rule: parsed.data,
        path: expression(pathMatches),
        body: expression(bodyMatches),
        addedAt: now,
        matched: 0,
        fired: 0,
      });
      return id;
    },
    list: () => [...armed.values()].map(({ id, rule, matched, fired }) => ({ id, ...rule, matched, fired })),
    clear(id) {
      if (id === undefined) armed.clear();
      else if (!armed.delete(id)) throw new ControlRefused(`there is no fault ${id}`, 404);
    },
    hits(target) {
      if (armed.size === 0) return none;
      const found: FaultHit[] = [];
      for (const fault of armed.values()) {
        if (!matches(fault, target) || !fires(fault, target.now, () => random.unit())) continue;
        fault.fired += 1;
        found.push({ id: fault.id, action: fault.rule.action });
        if (!('delayMs' in fault.rule.action)) break;
      }
      return found;
    },
  };
}

function expression(source: string | undefined): RegExp | undefined {
  if (source === undefined) return undefined;
  try {
    return new RegExp(source, 'u');
  } catch (error) {
    throw new ControlRefused(String(error));
  }
}

function matches({ rule, path, body }: Armed, target: Target): boolean {
  return (
    rule.system === target.service &&
    (rule.method === undefined || rule.method === target.method) &&
    (path === undefined || path.test(target.url)) &&
    (body === undefined || body.test(target.body))
  );
}

function fires(fault: Armed, now: number, unit: () => number): boolean {
  const { when, after } = fault.rule;
  fault.matched += 1;
  const turn = fault.matched - after;
  if (turn <= 0) return false;
  if (when === undefined) return true;
  if ('count' in when) return turn <= when.count;
  if ('every' in when) return turn % when.every === 0;
  if ('forMs' in when) return now - fault.addedAt <= when.forMs;
  return unit() < when.probability;
}

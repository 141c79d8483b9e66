import { z } from 'zod';
import { createRandom } from './random.js';
import { ControlRefused, type ServiceName } from './system.js';

const input = z.strictObject({
  system: z.enum(['entra', 'dynamics', 'ims', 'campaign']),
  ms: z.number().min(0).max(600_000),
  /** Up to so much more, drawn per request. */
  jitterMs: z.number().min(0).max(600_000).default(0),
});

/** How long a request is on its way before it takes effect. */
export interface Latency {
  set(value: unknown): void;
  of(service: ServiceName): number;
  list(): Readonly<Record<string, { readonly ms: number; readonly jitterMs: number }>>;
  clear(): void;
}

export function createLatency(seed: number): Latency {
  const byService = new Map<ServiceName, { ms: number; jitterMs: number }>();
  const random = createRandom(seed);
  return {
    set(value) {
      const parsed = input.safeParse(value);
      if (!parsed.success) throw new ControlRefused(z.prettifyError(parsed.error));
      const { system, ms, jitterMs } = parsed.data;
      byService.set(system, { ms, jitterMs });
    },
    of(service) {
      const set = byService.get(service);
      if (!set) return 0;
      return set.jitterMs === 0 ? set.ms : set.ms + Math.floor(random.unit() * set.jitterMs);
    },
    list: () => Object.fromEntries(byService),
    clear: () => byService.clear(),
  };
}

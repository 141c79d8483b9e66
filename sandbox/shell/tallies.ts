import type { SandboxResponse, ServiceName } from './system.js';

export interface Tally {
  readonly requests: Readonly<Record<string, number>>;
  /** By status; `none` counts requests whose caller was told nothing. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly applied: Readonly<Record<string, number>>;
  readonly engineCalls: number;
}

/** Requests per service by verb, by status and by what they did. */
export interface Tallies {
  add(service: ServiceName, method: string, status: number | null, response: SandboxResponse | undefined): void;
  of(service: ServiceName): Tally;
  reset(): void;
}

interface Counting {
  readonly requests: Record<string, number>;
  readonly statuses: Record<string, number>;
  readonly applied: Record<string, number>;
  engineCalls: number;
}

export function createTallies(): Tallies {
  const byService = new Map<ServiceName, Counting>();
  const of = (service: ServiceName): Counting => {
    let counting = byService.get(service);
    if (!counting) {
      counting = { requests: {}, statuses: {}, applied: {}, engineCalls: 0 };
      byService.set(service, counting);
    }
    return counting;
  };
  return {
    add(service, method, status, response) {
      const counting = of(service);
      const told = status ?? 'none';
      const applied = response?.applied ?? 'none';
      counting.requests[method] = (counting.requests[method] ?? 0) + 1;
      counting.statuses[told] = (counting.statuses[told] ?? 0) + 1;
      counting.applied[applied] = (counting.applied[applied] ?? 0) + 1;
      counting.engineCalls += response?.engineCalls ?? 0;
    },
    of,
    reset: () => byService.clear(),
  };
}

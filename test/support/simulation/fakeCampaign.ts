import { setMaxListeners } from 'node:events';
import type { Destination, Gate, StoredRecord } from '../../../src/core/ports.js';
import { PassesByItself, RecordRefused } from '../../../src/core/problems/failures.js';
import type { Random } from './random.js';
import type { SimulatedProcess } from './simulatedProcess.js';
import type { VirtualTime } from './virtualTime.js';

export type Body = Readonly<Record<string, unknown>>;

export interface CampaignHabits {
  readonly latencyMs: number;
  /** Chances of one call: fails before anything is done; is done, but the answer is lost; is told to wait. */
  readonly faulty: number;
  readonly losing: number;
  readonly limiting: number;
  /** The longest wait that is asked for. */
  readonly longestWaitMs: number;
  /** Chance that a record vanishes between look and change. */
  readonly vanishing: number;
}

export interface Sent {
  readonly at: number;
  readonly verb: 'create' | 'find' | 'patch' | 'remove';
  readonly key: string;
  /** Whose call it was. */
  readonly owner: number;
}

/** A longer pause is thrown, as the connector does. */
const longestPauseInCallMs = 10_000;

/** Profiles with a unique key. Told-to-wait is obeyed here, as the connector's limiter does. */
export class FakeCampaign {
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly records = new Map<string, Body>();
  readonly sent: Sent[] = [];
  /** Keys whose writes always fail, and pass by themselves as far as anyone can tell. */
  readonly poison = new Set<string>();
  /** Keys that several records carry, so that none can be found by them. */
  readonly ambiguous = new Set<string>();
  habits: CampaignHabits;
  awayUntil = 0;
  /** Reads work, writes do not. */
  writesAwayUntil = 0;
  pausedUntil = 0;
  inFlight = 0;
  mostInFlight = 0;
  /** Hears of each record whose write lands: what it was and what it becomes. */
  landed: (key: string, before: Body | undefined, after: Body | undefined) => void = () => {};
  /** Hears of each call when it goes out. */
  heard: (call: Sent) => void = () => {};

  constructor(time: VirtualTime, random: Random, habits: CampaignHabits) {
    this.#time = time;
    this.#random = random;
    this.habits = habits;
  }

  forProcess(process: SimulatedProcess, owner: number): Destination {
    const call = <T>(verb: Sent['verb'], key: string, gate: Gate, act: () => T) =>
      this.#call({ verb, key, owner }, process, gate, act);
    const patch = (key: string, body: Body, gate: Gate) =>
      call('patch', key, gate, () => {
        if (this.#random.chance(this.habits.vanishing)) this.records.delete(key);
        const before = this.records.get(key);
        if (before) this.#change(key, { ...before, ...body });
        return before !== undefined;
      });
    return {
      create: (_resource, body, gate) => {
        const key = String(body['externalId']);
        return call('create', key, gate, () => {
          if (this.records.has(key)) return 'exists';
          this.#change(key, body);
          return 'created';
        });
      },
      find: (_lookup, key, gate) =>
        call('find', key, gate, (): StoredRecord | null => {
          if (this.ambiguous.has(key)) throw new RecordRefused('campaign-key-not-unique', { system: 'campaign' });
          const body = this.records.get(key);
          return body ? { body, ref: `ref:${key}` } : null;
        }),
      patch: ({ ref }, body, gate) => patch(ref.slice('ref:'.length), body, gate),
      patchByKey: (_lookup, key, body, gate) => patch(key, body, gate),
      remove: ({ ref }, gate) => {
        const key = ref.slice('ref:'.length);
        return call('remove', key, gate, () => {
          const before = this.records.get(key);
          this.records.delete(key);
          if (before) this.landed(key, before, undefined);
          return before !== undefined;
        });
      },
    };
  }

  #change(key: string, body: Body): void {
    if (body['lastName'] === 'refused')
      throw new RecordRefused('campaign-enumeration', { system: 'campaign', params: { field: 'lastName' } });
    this.landed(key, this.records.get(key), body);
    this.records.set(key, body);
  }

  async #call<T>(facts: Omit<Sent, 'at'>, process: SimulatedProcess, gate: Gate, act: () => T): Promise<T> {
    await this.#permitted(process, gate);
    gate.check();
    const call = { ...facts, at: this.#time.now };
    this.sent.push(call);
    this.heard(call);
    const answer = this.#serve(call, act);
    const cut = new Promise<never>((_resolve, reject) => {
      const told = () => reject(call.verb === 'find' ? gate.signal.reason : unavailable({ outcomeUnknown: true }));
      setMaxListeners(0, gate.signal);
      gate.signal.addEventListener('abort', told, { once: true });
      answer.finally(() => gate.signal.removeEventListener('abort', told)).catch(() => {});
    });
    try {
      return await Promise.race([answer, cut]);
    } finally {
      await process.awake();
    }
  }

  async #permitted(process: SimulatedProcess, gate: Gate): Promise<void> {
    for (;;) {
      gate.signal.throwIfAborted();
      const pausedMs = this.pausedUntil - this.#time.now;
      if (pausedMs <= 0) return;
      if (pausedMs > longestPauseInCallMs) throw limited(pausedMs);
      await this.#time.sleep(pausedMs, gate.signal);
      await process.awake();
    }
  }

  async #serve<T>({ key, verb }: Sent, act: () => T): Promise<T> {
    const { habits } = this;
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    try {
      await this.#time.sleep(this.#latencyMs());
      const reads = verb === 'find';
      const away = this.#time.now < this.awayUntil || (!reads && this.#time.now < this.writesAwayUntil);
      const fate = this.#random.next();
      if (away || (this.poison.has(key) && !reads) || fate < habits.faulty) {
        await this.#time.sleep(this.#latencyMs());
        throw unavailable({});
      }
      if (fate < habits.faulty + habits.limiting) {
        const waitMs = this.#random.between(100, habits.longestWaitMs);
        this.pausedUntil = Math.max(this.pausedUntil, this.#time.now + waitMs);
        throw limited(waitMs);
      }
      const result = act();
      await this.#time.sleep(this.#latencyMs());
      if (fate > 1 - habits.losing) throw unavailable({ outcomeUnknown: true });
      return result;
    } finally {
      this.inFlight -= 1;
    }
  }

  #latencyMs(): number {
    return this.habits.latencyMs * this.#random.next();
  }
}

const unavailable = (more: { outcomeUnknown?: boolean }) =>
  new PassesByItself('campaign-unavailable', { system: 'campaign', ...more });

const limited = (retryAfterMs: number) => new PassesByItself('campaign-limited', { system: 'campaign', retryAfterMs });

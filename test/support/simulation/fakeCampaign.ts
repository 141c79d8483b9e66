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
  /** Chance that a record cannot be changed without a look at it. */
  readonly forgetting: number;
  /** Chance that a record vanishes between look and change. */
  readonly vanishing: number;
  /** Chance that a write is given up by its caller and lands long after, and how long after at most. */
  readonly straggling: number;
  readonly stragglesMs: number;
}

export interface Sent {
  readonly at: number;
  readonly verb: 'create' | 'find' | 'patch' | 'patchUnseen' | 'remove';
  readonly key: string;
  /** Whose call it was. */
  readonly owner: number;
}

/** A write that lands: what the record was, and what it becomes. */
export interface Landed extends Sent {
  readonly before: Body | undefined;
  readonly after: Body | undefined;
  /** Nobody waits for it any more. */
  readonly late: boolean;
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
  /** Poison does no harm any more. */
  cured = false;
  /** Resources that take a second record with the same key. */
  readonly repeating = new Set<string>();
  /** Keys that several records carry, so that none can be found by them. */
  readonly ambiguous = new Set<string>();
  habits: CampaignHabits;
  awayUntil = 0;
  /** Reads work, writes do not. */
  writesAwayUntil = 0;
  pausedUntil = 0;
  inFlight = 0;
  mostInFlight = 0;
  /** Records that somebody else removed. */
  readonly vanished = new Set<string>();
  /** Writes that may land yet although nobody waits for them. */
  stragglers = 0;
  /** Hears of each write that lands. */
  landed: (write: Landed) => void = () => {};
  /** Each record that is created has another reference. */
  readonly #refs = new Map<string, string>();
  #created = 0;
  /** Hears of each call when it goes out. */
  heard: (call: Sent) => void = () => {};

  constructor(time: VirtualTime, random: Random, habits: CampaignHabits) {
    this.#time = time;
    this.#random = random;
    this.habits = habits;
  }

  forProcess(process: SimulatedProcess, owner: number): Destination {
    const call = <T>(verb: Sent['verb'], key: string, gate: Gate, act: Act<T>) =>
      this.#call({ verb, key, owner }, process, gate, act);
    return {
      create: ({ resource }, key, body, gate) =>
        call('create', key, gate, (write) => {
          if (this.records.has(key) && !this.repeating.has(resource.name)) return 'exists';
          this.#change(write, body);
          return 'created';
        }),
      find: (_lookup, key, gate) =>
        call('find', key, gate, (): StoredRecord | null => {
          if (this.ambiguous.has(key)) throw new RecordRefused('campaign-key-not-unique', { system: 'campaign' });
          const body = this.records.get(key);
          return body ? { body: shown(body), ref: this.#refOf(key) } : null;
        }),
      patch: ({ ref }, body, gate) =>
        call('patch', keyIn(ref), gate, (write) => {
          if (this.#random.chance(this.habits.vanishing)) this.#vanish(write.key);
          return this.#refOf(write.key) === ref && this.#patch(write, body);
        }),
      patchUnseen: async (_lookup, key, body, gate) =>
        this.#random.chance(this.habits.forgetting)
          ? null
          : call('patchUnseen', key, gate, (write) => {
              if (this.#random.chance(this.habits.vanishing)) this.#vanish(key);
              return this.#patch(write, body);
            }),
      remove: ({ ref }, gate) =>
        call('remove', keyIn(ref), gate, (write) => {
          const before = this.records.get(write.key);
          if (!before || this.#refOf(write.key) !== ref) return false;
          this.#delete(write.key);
          this.landed({ ...write, before, after: undefined });
          return true;
        }),
    };
  }

  #patch(write: Write, body: Body): boolean {
    const before = this.records.get(write.key);
    if (before) this.#change(write, { ...before, ...body });
    return before !== undefined;
  }

  #change(write: Write, body: Body): void {
    if (body['lastName'] === 'refused')
      throw new RecordRefused('campaign-enumeration', { system: 'campaign', params: { field: 'lastName' } });
    this.landed({ ...write, before: this.records.get(write.key), after: body });
    this.records.set(write.key, body);
    this.vanished.delete(write.key);
  }

  /** Somebody else removes it. */
  #vanish(key: string): void {
    if (this.records.has(key)) this.vanished.add(key);
    this.#delete(key);
  }

  #delete(key: string): void {
    this.records.delete(key);
    this.#refs.delete(key);
  }

  #refOf(key: string): string {
    const known = this.#refs.get(key);
    if (known) return known;
    this.#created += 1;
    const ref = `${this.#created} ${key}`;
    this.#refs.set(key, ref);
    return ref;
  }

  async #call<T>(facts: Omit<Sent, 'at'>, process: SimulatedProcess, gate: Gate, act: Act<T>): Promise<T> {
    await this.#permitted(process, gate);
    gate.check(kinds[facts.verb]);
    const call = { ...facts, at: this.#time.now, late: false };
    this.sent.push(call);
    this.heard(call);
    const answer = this.#serve(call, process, act);
    const cut = new Promise<never>((_resolve, reject) => {
      const told = () => {
        call.late = true;
        reject(call.verb === 'find' ? gate.signal.reason : unavailable({ outcomeUnknown: true }));
      };
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

  async #serve<T>(call: Write, process: SimulatedProcess, act: Act<T>): Promise<T> {
    const { habits } = this;
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    const reads = call.verb === 'find';
    try {
      await this.#time.sleep(this.#latencyMs());
      const away = this.#time.now < this.awayUntil || (!reads && this.#time.now < this.writesAwayUntil);
      const fate = this.#random.next();
      if (away || (!this.cured && this.poison.has(call.key) && !reads) || fate < habits.faulty) {
        await this.#time.sleep(this.#latencyMs());
        throw unavailable({});
      }
      if (fate < habits.faulty + habits.limiting) {
        const waitMs = this.#random.between(100, habits.longestWaitMs);
        this.pausedUntil = Math.max(this.pausedUntil, this.#time.now + waitMs);
        throw limited(waitMs);
      }
      if (!reads && this.#random.chance(habits.straggling)) {
        void this.#straggle(call, act);
        throw unavailable({ outcomeUnknown: true });
      }
      const result = act({ ...call, late: call.late || !process.alive });
      await this.#time.sleep(this.#latencyMs());
      if (fate > 1 - habits.losing) throw unavailable({ outcomeUnknown: true });
      return result;
    } finally {
      this.inFlight -= 1;
    }
  }

  async #straggle<T>(call: Write, act: Act<T>): Promise<void> {
    this.stragglers += 1;
    await this.#time.sleep(this.#random.next() * this.habits.stragglesMs);
    this.stragglers -= 1;
    try {
      act({ ...call, late: true });
    } catch (error) {
      // Refused, and nobody hears of it.
      if (!(error instanceof RecordRefused)) throw error;
    }
  }

  #latencyMs(): number {
    return this.habits.latencyMs * this.#random.next();
  }
}

type Write = Sent & { readonly late: boolean };
type Act<T> = (write: Write) => T;

const keyIn = (ref: string) => ref.slice(ref.indexOf(' ') + 1);

/** References are answered in a form of Campaign's own, whatever they were written by. */
const shown = (body: Body): Body =>
  Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, isReference(value) ? { PKey: `@${value.PKey}` } : value]),
  );

/** A link that was written by reference. */
export const isReference = (value: unknown): value is { readonly PKey: string } =>
  typeof value === 'object' && value !== null && 'PKey' in value;

/** Key of the record that a link names, in either form; empty when it names none. */
export const linkIn = (value: unknown): string =>
  isReference(value) ? value.PKey : typeof value === 'string' ? value : '';

const unavailable = (more: { outcomeUnknown?: boolean }) =>
  new PassesByItself('campaign-unavailable', { system: 'campaign', ...more });

const limited = (retryAfterMs: number) => new PassesByItself('campaign-limited', { system: 'campaign', retryAfterMs });

const kinds = { create: 'create', find: 'read', patch: 'update', patchUnseen: 'update', remove: 'delete' } as const;

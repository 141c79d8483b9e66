import type { LaneNeeds } from '../../../src/core/lane.js';
import { type CannotGoOn, PassesByItself } from '../../../src/core/problems/failures.js';
import { carryOut, type Command } from './fakeCommands.js';
import { type FakeLane, leaseMs } from './fakeLane.js';
import { needsOf, tendLane } from './fakeTend.js';
import type { Random } from './random.js';
import type { SimulatedProcess } from './simulatedProcess.js';
import type { ReaderStore, WriterStore } from '../../../src/engine/ports.js';
import type { VirtualTime } from './virtualTime.js';

export interface StoreHabits {
  readonly latencyMs: number;
  /** Chances of one statement: not done; done, but the answer is lost; the process dies after it. */
  readonly failing: number;
  readonly losing: number;
  readonly deadly: number;
}

export interface WriterHold {
  readonly lane: FakeLane;
  readonly fence: number;
  readonly waitMs: number;
  /** The former owner did not give the lane back. */
  readonly dirty: boolean;
  readonly recent: FakeLane['recent'];
}

export interface LaneReport {
  readonly lane: string;
  readonly parked: boolean;
  readonly backlog: number;
  readonly writing: boolean;
}

/** The database of one workflow in memory, with the promises of the real store. Each method that takes a process is one transaction. */
export class FakeStore {
  readonly #time: VirtualTime;
  readonly #random: Random;
  habits: StoreHabits;
  readonly lanes = new Map<string, FakeLane>();
  /** Ids of the commands that were carried out. */
  readonly commands = new Set<string>();
  readerFence = 0;
  #writerFences = 0;

  constructor(time: VirtualTime, random: Random, habits: StoreHabits) {
    this.#time = time;
    this.#random = random;
    this.habits = habits;
  }

  get now(): number {
    return this.#time.now;
  }

  lane(name: string): FakeLane {
    const lane = this.lanes.get(name);
    if (!lane) throw new Error(`no lane ${name}`);
    return lane;
  }

  takeReader(): number {
    this.readerFence += 1;
    return this.readerFence;
  }

  takeWriter(name: string): WriterHold | null {
    const lane = this.lane(name);
    if (lane.state === 'parked') return null;
    this.#writerFences += 1;
    lane.writerFence = this.#writerFences;
    const waitMs = Math.max(0, (lane.leaseUntil ?? 0) - this.#time.now);
    return { lane, fence: this.#writerFences, waitMs, dirty: lane.leaseUntil !== null, recent: lane.recent };
  }

  /** Whether nobody took the lane later. */
  owns(lane: FakeLane, fence: number): boolean {
    return fence === lane.writerFence;
  }

  release({ lane, fence }: WriterHold, clean: boolean, recent: FakeLane['recent']): void {
    if (!this.owns(lane, fence)) return;
    lane.recent = recent;
    lane.leaseUntil = clean ? null : Math.min(lane.leaseUntil ?? this.#time.now, this.#time.now);
  }

  park(lane: FakeLane, { code, params }: CannotGoOn): void {
    Object.assign(lane, { state: 'parked', failure: { code, params } });
  }

  reports(): LaneReport[] {
    return [...this.lanes.values()].map((lane) => ({
      lane: lane.name,
      parked: lane.state === 'parked',
      backlog: lane.open,
      writing: lane.served,
    }));
  }

  /** Puts the lanes in place at a start: walls are looked at anew, requested replays begin. */
  arrange(): void {
    for (const lane of this.lanes.values()) {
      lane.unpark();
      this.beginReplay(lane);
    }
  }

  /** Begins the replay that was asked for, if one was. */
  beginReplay(lane: FakeLane): void {
    if (lane.replay !== 'requested') return;
    lane.replay = 'running';
    lane.reread = 'replay';
    lane.readFromTheStart();
  }

  /** Does a command once, whatever is repeated. */
  once(id: string, command: Command): void {
    if (this.commands.has(id)) return;
    this.commands.add(id);
    carryOut(this, command);
  }

  tend(process: SimulatedProcess, fence: number): Promise<LaneNeeds[] | null> {
    return this.say(process, () => {
      if (fence !== this.readerFence) return null;
      for (const lane of this.lanes.values()) tendLane(lane, this);
      return needsOf(this);
    });
  }

  writerStore(process: SimulatedProcess, { lane, fence }: WriterHold): WriterStore {
    const say = <T>(act: () => T) => this.say(process, act);
    const mine = () => this.owns(lane, fence);
    return {
      next: (number) => say(() => lane.next(number)),
      ledger: (keys) => say(() => new Map(keys.flatMap((key) => entryOf(lane, key)))),
      absent: (parents) => say(() => parents.filter((parent) => !this.isPresent(parent))),
      queuedLater: (number, keys) => say(() => lane.queuedLater(number, keys)),
      deletes: () =>
        say(() => ({
          recent: lane.recentDeletes,
          held: lane.heldDeletes,
          queued: lane.queuedDeletes,
          present: lane.present,
          confirmed: lane.confirmedDeletes,
        })),
      doubt: (keys) => say(() => mine() && lane.doubt(keys)).then(() => {}),
      hash: (text) => Buffer.from(text),
      keep: (checkpoint) =>
        say(() => {
          if (!mine()) return false;
          lane.keep(checkpoint);
          lane.kept(checkpoint);
          return true;
        }),
      countTry: (number) =>
        say(() => {
          const chunk = lane.chunks.get(number);
          if (chunk && mine()) chunk.tries += 1;
        }),
      renew: () =>
        say(() => {
          if (!mine()) return false;
          lane.leaseUntil = this.#time.now + leaseMs;
          return true;
        }),
      onQueued: (heard) => {
        lane.heard.add(heard);
        return () => lane.heard.delete(heard);
      },
    };
  }

  readerStore(process: SimulatedProcess, lane: FakeLane, fence: number): ReaderStore {
    const owned = <T>(act: () => T) => this.say(process, () => (fence === this.readerFence ? act() : null));
    return {
      enqueue: async (positionNumber, page) =>
        (await owned(() => lane.enqueue(positionNumber, page))) ?? { kind: 'stale' },
      forgetPosition: async () =>
        (await owned(() => {
          lane.readFromTheStart();
          return true;
        })) ?? false,
      expectLoad: () => this.say(process, () => {}),
      again: (limit) => this.say(process, () => [...lane.again.keys()].slice(0, limit)),
      enqueueAgain: (keys, chunks) => owned(() => lane.enqueueAgain(keys, chunks)),
      look: () => owned(() => ({ position: lane.position, positionNumber: lane.positionNumber, reread: lane.reread })),
    };
  }

  /** A record that is about to be deleted counts as gone. */
  isPresent({ lane, key }: { lane: string; key: string }): boolean {
    const { ledger, pendingDeletes } = this.lane(lane);
    return (ledger.get(key)?.present ?? false) && !pendingDeletes.has(key);
  }

  async say<T>(process: SimulatedProcess, act: () => T): Promise<T> {
    const { habits } = this;
    await this.#time.sleep(habits.latencyMs * this.#random.next());
    const fate = this.#random.next();
    if (fate < habits.failing) {
      await process.awake();
      throw new PassesByItself('store-unavailable');
    }
    const result = act();
    if (this.#random.chance(habits.deadly)) process.kill();
    await this.#time.sleep(habits.latencyMs * this.#random.next());
    await process.awake();
    if (fate > 1 - habits.losing) throw new PassesByItself('store-unavailable');
    return result;
  }
}

function entryOf(lane: FakeLane, key: string) {
  const known = lane.known(key);
  return known ? [[key, known] as const] : [];
}

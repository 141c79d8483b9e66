import type { SourceRow } from '../../../src/core/lane.js';
import { type Attempt, type Ended, pauseAfter, startReader, startWriter } from './operate.js';
import type { Watched } from './watch.js';
import type { WriterEnd } from '../../../src/engine/writer.js';
import { heal, type World } from './world.js';

export interface Troubles {
  /** Contacts that are there before the first load. */
  readonly contacts: number;
  /** Changes while everything runs, and the time that they are spread over. */
  readonly changes: number;
  readonly changesMs: number;
  readonly deletes: boolean;
  /** How often each of these happens to a writer: a stop, a kill, a freeze of up to a minute with a successor beside it. */
  readonly stops: number;
  readonly kills: number;
  readonly freezes: number;
  /** Times in which neither system answers, of up to ten minutes each. */
  readonly outages: number;
  /** Contacts whose writes always fail. */
  readonly poisoned: number;
  /** Profiles that are in Campaign already, with other values. */
  readonly adopted: number;
}

/** A process that says nothing for so long is given up (the workflow's heartbeat timeout). */
const givenUpAfterMs = 10_000;

/** Runs readers and writers through everything that happens, until all changes are through. @returns whether the lane stood still in the end */
export async function tell(world: World, troubles: Troubles, watched: Watched): Promise<'through' | 'parked'> {
  const { time, source, campaign, store, random } = world;
  for (let index = 0; index < troubles.contacts; index += 1) change(world, `c${index}`);
  for (let index = 0; index < troubles.poisoned; index += 1) campaign.poison.add(`c${random.between(0, 40)}`);
  for (const key of [...source.rows.keys()].slice(0, troubles.adopted))
    campaign.records.set(key, { externalId: key, lastName: 'before', version: 0, own: key });
  const over = new AbortController();
  let writer: Attempt<WriterEnd> | undefined;
  let giveUp = () => {};
  let parked = false;

  const read = async () => {
    for (let inARow = 0; !over.signal.aborted; inARow += 1) {
      const reader = startReader(world);
      const heard = () => void reader.stop();
      over.signal.addEventListener('abort', heard);
      const ended = await reader.ended;
      over.signal.removeEventListener('abort', heard);
      await time.sleep(pauseAfter(ended, 0, world) ?? 0, over.signal);
    }
  };
  const former: Promise<unknown>[] = [];
  const write = async () => {
    let rests = 0;
    while (!over.signal.aborted) {
      if (store.open === 0) {
        await time.sleep(100, over.signal);
        continue;
      }
      const attempt = startWriter(world, watched);
      writer = attempt;
      const left = new Promise<'given up'>((resolve) => {
        giveUp = () => resolve('given up');
      });
      const ended: Ended<WriterEnd> = await Promise.race([attempt.ended, left]);
      if (ended === 'given up') former.push(attempt.ended.then((late) => pauseAfter(late, 0, world)));
      rests = typeof ended === 'object' && 'end' in ended && ended.end.kind === 'rest' ? rests + 1 : 0;
      const pauseMs = pauseAfter(ended, Math.max(0, rests - 1), world);
      if (pauseMs === null) {
        parked = true;
        over.abort();
      } else await time.sleep(pauseMs, over.signal);
    }
    await writer?.stop();
    await Promise.all([writer?.ended, ...former]);
  };
  const trouble = async () => {
    const happens: (() => unknown)[] = [
      ...times(troubles.changes, () => live(world, troubles.deletes)),
      ...times(troubles.stops, () => writer?.stop()),
      ...times(troubles.kills, () => writer?.process.kill()),
      ...times(troubles.freezes, () => {
        writer?.process.freeze(random.between(1, 60_000));
        const leave = giveUp;
        void time.sleep(givenUpAfterMs).then(leave);
      }),
      ...times(troubles.outages, () => {
        const until = time.now + random.between(1, 600_000);
        if (random.chance(0.5)) world.campaign.awayUntil = until;
        else source.awayUntil = until;
      }),
    ];
    const moments = happens.map((act) => ({ at: time.now + random.next() * troubles.changesMs, act }));
    for (const { at, act } of moments.sort((a, b) => a.at - b.at)) {
      await time.sleep(at - time.now, over.signal);
      if (over.signal.aborted) return;
      void act();
    }
    heal(world);
    while (!over.signal.aborted && !(source.seen(store.position) && store.open === 0))
      await time.sleep(500, over.signal);
    over.abort();
  };
  await Promise.all([read(), write(), trouble()]);
  return parked ? 'parked' : 'through';
}

/** Something changes at the source. */
function live(world: World, deletes: boolean): void {
  const { random, source } = world;
  const key = `c${random.between(0, source.rows.size + 3)}`;
  const dice = random.next();
  if (deletes && dice < 0.15) source.remove(key);
  else if (dice < 0.3 && source.rows.has(key)) source.put(key, { note: random.next() });
  else change(world, key);
}

function change({ source, random }: World, key: string): void {
  const row: SourceRow | undefined = source.rows.get(key);
  const version = Math.max(Number(row?.['version'] ?? 0), newest.get(source)?.get(key) ?? 0) + 1;
  const versions = newest.get(source) ?? new Map<string, number>();
  newest.set(source, versions.set(key, version));
  const lastname = random.chance(0.01) ? 'refused' : `name ${version}`;
  source.put(key, { lastname, version, statecode: random.chance(0.9) ? 0 : 1, note: null });
}

/** Versions go on rising when a deleted key comes back. */
const newest = new WeakMap<World['source'], Map<string, number>>();

const times = <T>(count: number, thing: T): T[] => Array.from({ length: count }, () => thing);

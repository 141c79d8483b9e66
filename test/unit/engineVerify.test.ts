import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SourceRow } from '../../src/core/lane.js';
import { lanePlan } from '../../src/core/lanePlan.js';
import { CannotGoOn, PassesByItself, PositionLost, RecordRefused } from '../../src/core/problems/failures.js';
import {
  type Candidate,
  type Standing,
  type VerificationStand,
  verificationStand,
} from '../../src/core/verification.js';
import { laneRules } from '../../src/engine/rules.js';
import { verify } from '../../src/engine/verify.js';
import type { VerifyPorts } from '../../src/engine/verifyPorts.js';
import { randomFrom } from '../support/simulation/random.js';
import { VirtualTime } from '../support/simulation/virtualTime.js';
import { column, field, mappingOf, resourceOf, tableOf } from './mappingFixtures.js';

const keyOf = (index: number) => `0c0ffee0-0000-e711-a94e-${String(index).padStart(12, '0')}`;
const key = keyOf(1);
const callMs = 40;

const lookup = { by: 'filter', filter: 'byExternalId', parameter: 'externalId_parameter' } as const;
const plan = lanePlan.parse({
  version: 1,
  mapping: mappingOf([['lastname', 'lastName']], {
    applyDeletes: true,
    idField: { column: 'contactid', field: 'externalId', lookup, unique: false },
    filter: { join: 'and', conditions: [{ column: 'lastname', comparison: 'notEquals', value: 'Out' }] },
  }),
  table: tableOf(column('lastname', 'string')),
  resource: resourceOf(field('lastName', 'string')),
});

const repeatingKey = { ...plan.mapping.idField, unique: false };

type Sides = { dynamics: Map<string, string>; campaign: Map<string, string> };

interface Habits {
  readonly repair?: boolean;
  readonly busy?: boolean;
  readonly present?: (key: string) => boolean;
  /** Second records under keys that Campaign's pages show at the end. */
  readonly second?: readonly (readonly [key: string, name: string])[];
  /** Campaign would take a second record with the same key. */
  readonly repeating?: boolean;
  /** Every call takes 40 ms of it; without it, none takes any. */
  readonly time?: VirtualTime;
}

/** Both sides and the store in memory; what stands in the store survives an attempt that breaks off. */
function world(
  sides: Sides,
  { repair = false, busy = false, present = () => true, second = [], repeating = false, time }: Habits = {},
) {
  const { dynamics } = sides;
  const rowOf = (id: string): SourceRow => ({ contactid: id, lastname: dynamics.get(id) });
  const hash = (text: string) => new TextEncoder().encode(text);
  const kept = {
    stand: verificationStand.parse({}),
    seen: new Map<string, number>(),
    repeated: new Set<string>(),
    candidates: new Map<string, Candidate>(),
    repaired: [] as string[],
    steps: 0,
    /** Calls to Campaign that went out, and those that were kept. */
    sent: 0,
    engineCalls: 0,
  };
  const standing = new Map<string, Standing>();
  const calls = { looks: [] as string[], dynamics: [] as number[], campaign: [] as number[], mostAtOnce: 0 };
  const underWay = { dynamics: 0, campaign: 0 };
  const called = async (system: 'dynamics' | 'campaign') => {
    underWay[system] += 1;
    calls.mostAtOnce = Math.max(calls.mostAtOnce, underWay[system]);
    if (time) calls[system].push(time.now);
    await time?.sleep(callMs);
    underWay[system] -= 1;
  };
  const hooks = {
    beforeKeep: (_step: number) => {},
    beforePage: (_link: string | null) => {},
    passed: () => true,
    afterFind: () => {},
    inDoubt: () => false,
    cancelled: false,
  };
  /** Pages of two, so that a handful of records makes several. */
  const pageOf = <Entry>(entries: readonly Entry[], link: string | null) => {
    hooks.beforePage(link);
    const from = Number(link ?? 0);
    return { part: entries.slice(from, from + 2), next: from + 2 < entries.length ? String(from + 2) : null };
  };
  const ports: VerifyPorts = {
    rules: laneRules(repeating ? { ...plan, mapping: { ...plan.mapping, idField: repeatingKey } } : plan),
    repair,
    source: {
      byKeys: async (_table, keys) => {
        await called('dynamics');
        return new Map(keys.filter((id) => dynamics.has(id)).map((id) => [id, rowOf(id)]));
      },
      size: () => Promise.resolve(dynamics.size),
      read: () => Promise.reject(new Error('a verification leaves change tracking alone')),
    },
    table: {
      page: async ({ link }) => {
        await called('dynamics');
        const { part, next } = pageOf([...dynamics.keys()].sort(), link);
        return { records: part.map((id) => [id, { contactid: id }] as const), next };
      },
    },
    resource: {
      page: async (_resource, link, _records, gate) => {
        gate.check('read');
        kept.sent += 1;
        await called('campaign');
        const { part, next } = pageOf([...sides.campaign, ...second], link);
        return { bodies: part.map(([externalId, lastName]) => ({ externalId, lastName })), next };
      },
    },
    destination: {
      find: async (_lookup, id, gate) => {
        gate.check('read');
        kept.sent += 1;
        await called('campaign');
        const body = { externalId: id, lastName: sides.campaign.get(id) };
        const found = sides.campaign.has(id) ? { body, ref: `/${id}` } : null;
        calls.looks.push(id);
        if (sides.campaign.has(id) && second.some(([other]) => other === id))
          throw new RecordRefused('campaign-key-not-unique', { system: 'campaign' });
        hooks.afterFind();
        return found;
      },
    },
    clock: {
      now: () => 0,
      monotonic: () => time?.now ?? 0,
      sleep: (ms, ...wakers) => time?.sleep(ms, ...wakers) ?? Promise.resolve(),
    },
    store: {
      hash,
      absent: () => Promise.resolve([]),
      ledger: (keys) =>
        Promise.resolve(
          new Map(
            keys
              .filter(present)
              .map((id) => [
                id,
                { number: 1, hash: null, present: true, waiting: false, pendingDelete: null, inDoubt: hooks.inDoubt() },
              ]),
          ),
        ),
      seen: (keys) => Promise.resolve(new Map([...kept.seen].filter(([id]) => keys.includes(id)))),
      repeated: () => Promise.resolve({ keys: [...kept.repeated], busy }),
      standing: (keys) => Promise.resolve(new Map([...standing].filter(([id]) => keys.includes(id)))),
      candidates: () =>
        Promise.resolve(
          kept.candidates.size === 0
            ? null
            : {
                due: [...kept.candidates.values()].map((each) => ({ ...each, passed: hooks.passed() })),
                nextInMs: 0,
                busy,
              },
        ),
      bill(engineCalls) {
        kept.engineCalls += engineCalls;
        return Promise.resolve();
      },
      keep({
        stand,
        engineCalls = 0,
        seen = [],
        candidates = [],
        settled = [],
        repair: wanted = [],
        repeated = [],
        cleared = [],
      }) {
        hooks.beforeKeep(kept.steps);
        kept.steps += 1;
        if (hooks.cancelled) return Promise.resolve(null);
        kept.stand = structuredClone(stand);
        kept.engineCalls += engineCalls;
        for (const id of seen) kept.seen.set(id, stand.restarts);
        for (const id of repeated) kept.repeated.add(id);
        for (const id of cleared) kept.repeated.delete(id);
        for (const id of settled) kept.candidates.delete(id);
        for (const each of candidates) kept.candidates.set(each.key, { ...each, passed: true });
        kept.repaired.push(...wanted);
        return Promise.resolve({ busy });
      },
    },
  };
  const run = () => verify(kept.stand, ports, new AbortController().signal);
  return { ports, kept, standing, calls, hooks, run };
}

const sidesOf = (dynamics: Record<string, string>, campaign: Record<string, string>): Sides => ({
  dynamics: new Map(Object.entries(dynamics)),
  campaign: new Map(Object.entries(campaign)),
});
const countsOf = ({ findings }: VerificationStand) =>
  Object.fromEntries(Object.entries(findings.counts).filter(([, count]) => count > 0));

describe('verification over ports', () => {
  it('counts every record once, by what both sides say of it', async () => {
    const { kept, run } = world(
      sidesOf(
        { [keyOf(1)]: 'A', [keyOf(2)]: 'B', [keyOf(3)]: 'C', [keyOf(4)]: 'Out', [keyOf(5)]: 'Out', [keyOf(6)]: 'F' },
        { [keyOf(1)]: 'A', [keyOf(2)]: 'x', [keyOf(5)]: 'Out', [keyOf(7)]: 'G', 'LOYALTY-1': 'L', '': 'nobody' },
      ),
    );
    assert.equal(await run(), 'done');
    assert.deepEqual(countsOf(kept.stand), {
      equal: 1,
      different: 1,
      missingInCampaign: 2,
      onlyInCampaign: 1,
      filteredOut: 2,
    });
    assert.deepEqual([kept.stand.findings.foreign, kept.stand.findings.fields], [2, { lastName: 1 }]);
    assert.deepEqual(kept.stand.findings.samples.different, [{ key: keyOf(2), fields: ['lastName'] }]);
  });

  it('takes a key in capitals for what it is', async () => {
    const id = 'ABCDEF00-0000-4000-8000-000000000001';
    const { kept, run } = world(sidesOf({ [id.toLowerCase()]: 'A' }, { [id]: 'A' }));
    await run();
    assert.deepEqual(countsOf(kept.stand), { equal: 1 });
  });

  it('gives the same counts wherever an attempt breaks off, both sides being quiet', async () => {
    const names = fc.constantFrom('A', 'B', 'Out');
    const side = fc.uniqueArray(fc.tuple(fc.nat(9), names), { selector: ([id]) => id, maxLength: 9 });
    await fc.assert(
      fc.asyncProperty(side, side, fc.array(fc.nat(12), { maxLength: 5 }), async (left, right, faults) => {
        const named = (entries: readonly (readonly [number, string])[]) =>
          Object.fromEntries(entries.map(([id, name]) => [keyOf(id), name]));
        const quiet = world(sidesOf(named(left), named(right)));
        await quiet.run();
        const troubled = world(sidesOf(named(left), named(right)));
        const pending = new Set(faults);
        troubled.hooks.beforeKeep = (step) => {
          if (pending.delete(step)) throw new PassesByItself('store-unavailable');
        };
        for (let end: unknown; end !== 'done'; ) end = await troubled.run().catch(() => 'again');
        assert.deepEqual(troubled.kept.stand.findings.counts, quiet.kept.stand.findings.counts);
      }),
      { numRuns: 200 },
    );
  });

  it('counts every call to Campaign once: pages, looks, and those of a step that broke off', async () => {
    const { kept, run } = world(sidesOf({ [keyOf(1)]: 'A', [keyOf(2)]: 'B' }, { [keyOf(1)]: 'x', a: 'A', b: 'B' }));
    await run();
    assert.deepEqual([kept.sent, kept.engineCalls], [4, 4], 'two pages, and two records looked at again');

    const troubled = world(sidesOf({ [key]: 'A' }, { [key]: 'x' }));
    let broken = 0;
    troubled.hooks.afterFind = () => {
      if (broken++ === 0) throw new PassesByItself('campaign-unavailable');
    };
    await assert.rejects(troubled.run());
    assert.deepEqual([troubled.kept.sent, troubled.kept.engineCalls], [2, 2]);
    assert.equal(await troubled.run(), 'done');
    assert.deepEqual([troubled.kept.sent, troubled.kept.engineCalls], [3, 3]);
  });

  it('begins a walk anew when its link is lost, and counts nothing twice', async () => {
    const { kept, hooks, run } = world(
      sidesOf({ [keyOf(1)]: 'A', [keyOf(2)]: 'B', [keyOf(3)]: 'C' }, { [keyOf(1)]: 'A', other: 'x', [keyOf(2)]: 'B' }),
    );
    let lost = 0;
    hooks.beforePage = (link) => {
      if (link !== null && lost++ < 2) throw new PositionLost('expired');
    };
    assert.equal(await run(), 'done');
    assert.deepEqual(countsOf(kept.stand), { equal: 2, missingInCampaign: 1 });
    assert.deepEqual([kept.stand.findings.foreign, kept.stand.restarts], [1, 2]);
  });

  it('gives up where no link ever lasts', async () => {
    const { hooks, run } = world(sidesOf({}, { a: 'A', b: 'B', c: 'C' }));
    hooks.beforePage = (link) => {
      if (link !== null) throw new PositionLost('expired');
    };
    await assert.rejects(run(), (error) => error instanceof CannotGoOn && error.code === 'verify-pages-lost');
  });

  it('does not count what was written meanwhile', async () => {
    const sides = sidesOf({ [key]: 'New' }, { [key]: 'Old' });
    const { kept, hooks, run } = world(sides, { busy: true });
    hooks.beforeKeep = () => void sides.campaign.set(key, 'New');
    await run();
    assert.deepEqual(countsOf(kept.stand), { equal: 1 });
  });

  it('waits until the lane has read past a record, and calls what never comes to rest queued', async () => {
    const sides = sidesOf({ [key]: 'New' }, { [key]: 'Old' });
    const waiting = world(sides, { busy: true });
    let looks = 0;
    waiting.hooks.passed = () => ++looks > 3;
    await waiting.run();
    assert.deepEqual(countsOf(waiting.kept.stand), { different: 1 });

    const restless = world(sides, { busy: true });
    let version = 0;
    restless.hooks.beforeKeep = () => void sides.dynamics.set(key, `New ${++version}`);
    await restless.run();
    assert.deepEqual(countsOf(restless.kept.stand), { queued: 1 });
  });

  it('tells what stands in the queue and what is rejected apart', async () => {
    const { kept, standing, run } = world(sidesOf({ [keyOf(1)]: 'A', [keyOf(2)]: 'B' }, {}));
    standing.set(keyOf(1), 'queued').set(keyOf(2), 'rejected');
    await run();
    assert.deepEqual(countsOf(kept.stand), { queued: 1, rejected: 1 });
  });

  it('takes what stands in a lane that does not work for what it is, without a call', async () => {
    const names = Object.fromEntries(Array.from({ length: 6 }, (_, index) => [keyOf(index), 'New']));
    const { kept, standing, calls, run } = world(sidesOf(names, { [keyOf(0)]: 'Old', [keyOf(1)]: 'Old' }));
    for (const id of [keyOf(0), keyOf(2), keyOf(3)]) standing.set(id, 'queued');
    standing.set(keyOf(4), 'waiting');
    assert.equal(await run(), 'done');
    assert.deepEqual(countsOf(kept.stand), { queued: 3, waiting: 1, different: 1, missingInCampaign: 1 });
    assert.deepEqual(calls.looks.sort(), [keyOf(1), keyOf(5)], 'only what does not stand in the lane is looked at');
  });

  it('does not count a record that is written between the look at Campaign and the look at the queue', async () => {
    const sides = sidesOf({ [key]: 'New' }, { [key]: 'Old' });
    const { kept, standing, hooks, run } = world(sides, { busy: true });
    standing.set(key, 'queued');
    hooks.afterFind = () => {
      sides.campaign.set(key, 'New');
      standing.delete(key);
    };
    await run();
    assert.deepEqual(countsOf(kept.stand), { equal: 1 });
  });

  describe('beside a lane at work', () => {
    const records = Array.from({ length: 40 }, (_, index) => [keyOf(index), 'New'] as const);
    const sides = () =>
      sidesOf(Object.fromEntries(records), Object.fromEntries(records.slice(0, 30).map(([id]) => [id, 'Old'])));
    const timed = async (busy: boolean) => {
      const time = new VirtualTime(randomFrom(1));
      const began = time.now;
      const made = world(sides(), { busy, time });
      for (let end: unknown; end !== 'done'; ) end = await time.drive(made.run(), 120_000);
      assert.deepEqual(countsOf(made.kept.stand), { different: 30, missingInCampaign: 10 });
      return { ...made, tookMs: time.now - began };
    };
    const mostInASecond = (times: readonly number[]) =>
      Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length));

    it('makes one call to each system at a time, and takes half of what Dynamics allows at most', async () => {
      const { calls, tookMs } = await timed(true);
      assert.equal(calls.mostAtOnce, 1);
      assert.ok(mostInASecond(calls.dynamics) <= 10, `${mostInASecond(calls.dynamics)} of 20 requests in a second`);
      const callingMs = (calls.dynamics.length + calls.campaign.length) * callMs;
      assert.ok(callingMs <= tookMs / 2, `${callingMs} ms of ${tookMs}: it rests as long as it calls`);
    });

    it('does not rest when the lane does not work', async () => {
      const [alone, beside] = [await timed(false), await timed(true)];
      assert.ok(alone.tookMs <= (alone.calls.dynamics.length + alone.calls.campaign.length) * callMs);
      assert.ok(beside.tookMs >= 2 * alone.tookMs);
    });
  });

  it('counts the keys under which Campaign holds several records, on one page or on two, each once', async () => {
    const names = Object.fromEntries([1, 2, 3, 4, 5].map((index) => [keyOf(index), 'A']));
    const other = { [keyOf(1)]: 'x', [keyOf(5)]: 'A' };
    const second = [keyOf(5), keyOf(2), keyOf(1), keyOf(1)].map((id) => [id, 'B'] as const);
    const { kept, run } = world(sidesOf(names, { ...names, ...other }), { second, repair: true });
    assert.equal(await run(), 'done');
    const { repeated } = kept.stand.findings;
    assert.deepEqual([repeated.keys, [...repeated.samples].sort()], [3, [keyOf(1), keyOf(2), keyOf(5)]]);
    assert.deepEqual([kept.repaired, kept.repeated.size], [[], 0], 'nobody can tell which of them to write');
  });

  it('does not take a record that pages show again for two: drifting pages, or a walk that was begun anew', async () => {
    const names = { [keyOf(1)]: 'A', [keyOf(2)]: 'A', [keyOf(3)]: 'A', [keyOf(4)]: 'A' };
    const sides = sidesOf(names, names);
    const drifting = world(sides);
    drifting.hooks.beforeKeep = (step) => {
      // One that comes first: the second page shows the last of the first again.
      if (step === 0) sides.campaign = new Map([['new', 'A'], ...sides.campaign]);
    };
    await drifting.run();
    assert.deepEqual([drifting.kept.stand.findings.repeated.keys, drifting.calls.looks], [0, [keyOf(2)]]);

    const anew = world(sidesOf(names, names));
    let lost = 0;
    anew.hooks.beforePage = (link) => {
      if (link !== null && lost++ === 0) throw new PositionLost('expired');
    };
    await anew.run();
    assert.deepEqual([anew.kept.stand.findings.repeated.keys, anew.calls.looks], [0, []], 'and asks nothing for it');
  });

  it('looks again at a record in doubt until a look can tell, and calls one that stays so queued', async () => {
    const sides = sidesOf({ [key]: 'New' }, { [key]: 'Old' });
    const settled = world(sides, { repeating: true });
    let asked = 0;
    settled.hooks.inDoubt = () => ++asked < 4;
    await settled.run();
    assert.deepEqual(countsOf(settled.kept.stand), { different: 1 });

    const stays = world(sides, { repeating: true, repair: true });
    stays.hooks.inDoubt = () => true;
    await stays.run();
    assert.deepEqual([countsOf(stays.kept.stand), stays.kept.repaired], [{ queued: 1 }, []]);
  });

  it('repairs what differs, and deletes nothing that the ledger does not know', async () => {
    const sides = sidesOf({ [keyOf(1)]: 'A', [keyOf(2)]: 'B' }, { [keyOf(1)]: 'x', [keyOf(3)]: 'C', [keyOf(4)]: 'D' });
    const { kept, run } = world(sides, { repair: true, present: (id) => id !== keyOf(4) });
    await run();
    assert.deepEqual(kept.repaired.sort(), [keyOf(1), keyOf(2), keyOf(3)]);
    assert.equal(kept.stand.findings.counts.onlyInCampaign, 2);
  });

  it('ends without another step when it was cancelled', async () => {
    const { kept, hooks, run } = world(sidesOf({ [key]: 'A' }, { [key]: 'A' }));
    hooks.cancelled = true;
    assert.equal(await run(), 'ended');
    assert.equal(kept.steps, 1);
  });
});

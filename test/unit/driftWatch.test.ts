import assert from 'node:assert/strict';
import { DriftWatch, type Looks } from '../../src/activities/driftWatch.js';
import type { Systems } from '../../src/activities/planLane.js';
import type { TableMapping } from '../../src/core/config/ingress.js';
import { lanePlan } from '../../src/core/lanePlan.js';
import type { CampaignFilter, CampaignResource, DynamicsTable } from '../../src/core/metadata.js';
import { CannotGoOn, PassesByItself } from '../../src/core/problems/failures.js';
import type { ProblemFacts } from '../../src/core/problems/problem.js';
import { randomFrom } from '../support/simulation/random.js';
import { VirtualTime } from '../support/simulation/virtualTime.js';
import { column, field, mappingOf, resourceOf, tableOf } from './mappingFixtures.js';

const minuteMs = 60_000;
const table = tableOf(column('firstname', 'string', { maxLength: 50 }));
const resource = resourceOf(field('firstName', 'string', { length: 100 }));

/** Both systems' metadata, which a test changes as it likes. */
interface Metadata {
  table: DynamicsTable | Error;
  resource: CampaignResource | Error;
  filters: CampaignFilter[];
  /** What a trial of the key comes to. */
  key: Error | null;
}

function watching(lookup: TableMapping['idField']['lookup'] = { by: 'path' }) {
  const time = new VirtualTime(randomFrom(1));
  const metadata: Metadata = { table, resource, filters: [], key: null };
  let trials = 0;
  const looksAt: number[] = [];
  const parked: ProblemFacts[] = [];
  const notes: (readonly ProblemFacts[])[] = [];
  const say = <T>(what: T | Error) => (what instanceof Error ? Promise.reject(what) : Promise.resolve(what));
  const systems = {
    dynamics: {
      metadata: {
        readTable: () => {
          looksAt.push(time.now);
          return say(metadata.table);
        },
      },
    },
    campaign: {
      metadata: {
        readResource: () => say(metadata.resource),
        readFilters: () => say(metadata.filters),
        probeKey: () => {
          trials += 1;
          return metadata.key ? Promise.reject(metadata.key) : Promise.resolve();
        },
      },
    },
  } as unknown as Systems;
  const clock = { now: () => time.now, monotonic: () => time.now, sleep: time.sleep.bind(time) };
  const ports = {
    systems,
    clock,
    park: async (_: unknown, failure: ProblemFacts) => void parked.push(failure),
    note: async (_: unknown, noted: readonly ProblemFacts[]) => void notes.push(noted),
  };
  const mapping = mappingOf([['firstname', 'firstName']]);
  const plan = lanePlan.parse({
    version: 1,
    mapping: { ...mapping, idField: { ...mapping.idField, lookup } },
    table,
    resource,
  });
  const lane = { id: 7, name: 'contact', plan };
  const looks: Looks = new Map();
  /** Watches for so long. */
  const pass = async (minutes: number) => {
    const over = new AbortController();
    const watch = new DriftWatch(ports, looks).keepUp([lane], over.signal);
    const end = time.sleep(minutes * minuteMs).then(() => over.abort());
    await time.drive(Promise.all([watch, end]), (minutes + 1) * minuteMs);
  };
  return {
    watch: new DriftWatch(ports, looks),
    lane,
    metadata,
    looksAt,
    parked,
    notes,
    pass,
    time,
    trials: () => trials,
  };
}

describe('the watch over metadata', () => {
  it('looks every three minutes, however short the turns of the reader are', async () => {
    const { pass, looksAt, parked } = watching();
    for (let turn = 0; turn < 40; turn += 1) await pass(0.25);
    assert.equal(looksAt.length, 3);
    assert.deepEqual(parked, []);
  });

  it('parks the lane with what changed', async () => {
    const { pass, metadata, parked } = watching();
    metadata.table = tableOf(column('firstname', 'integer'));
    await pass(3.5);
    const [failure] = parked;
    assert.equal(failure?.code, 'column-type-changed');
    assert.deepEqual([failure.lane, failure.system], ['contact', 'dynamics']);
    assert.deepEqual(failure.params, {
      mapping: 'contact',
      table: 'contact',
      column: 'firstname',
      was: 'string',
      now: 'integer',
    });
  });

  it('parks the lane whose resource is gone', async () => {
    const { watch, lane, metadata, parked } = watching();
    metadata.resource = new CannotGoOn('campaign-resource-unknown', { scope: 'lane', params: { resource: 'profile' } });
    await watch.look(lane, AbortSignal.timeout(1_000));
    assert.equal(parked[0]?.code, 'campaign-resource-unknown');
  });

  it('parks the lane whose filter is gone, or has another parameter, once a trial shows that it finds nothing', async () => {
    const by = { by: 'filter' as const, filter: 'byCrmId', parameter: 'crmId_parameter' };
    const { watch, lane, metadata, parked, trials } = watching(by);
    const look = () => watch.look(lane, AbortSignal.timeout(1_000));
    const listed = { name: 'byCrmId', label: 'By id', parameter: 'crmId_parameter' };
    metadata.key = new CannotGoOn('campaign-filter-wrong', { scope: 'lane', params: { filter: 'byCrmId' } });
    metadata.filters = [listed];
    await look();
    assert.equal(trials(), 0, 'what the metadata tell of costs no call');
    for (const filters of [[], [{ ...listed, parameter: 'id_parameter' }]]) {
      metadata.filters = filters;
      await look();
      const failure = parked.pop();
      assert.deepEqual(
        [failure?.code, failure?.system, failure?.params['mapping']],
        ['campaign-filter-wrong', 'campaign', 'contact'],
      );
    }
    metadata.key = null;
    await look();
    assert.deepEqual([trials(), parked], [3, []], 'a filter with several parameters is never told of');
  });

  it('only notes what appeared', async () => {
    const { watch, lane, metadata, parked, notes } = watching();
    metadata.table = tableOf(column('firstname', 'string', { maxLength: 50 }), column('new_x', 'string'));
    await watch.look(lane, AbortSignal.timeout(1_000));
    assert.deepEqual(parked, []);
    assert.deepEqual(
      notes.at(-1)?.map(({ code, params }) => [code, params['column']]),
      [['column-appeared', 'new_x']],
    );
  });

  it('concludes nothing from a system that does not answer, or refuses', async () => {
    const { watch, lane, metadata, parked, notes } = watching();
    metadata.table = new PassesByItself('dynamics-unavailable', { system: 'dynamics' });
    await watch.look(lane, AbortSignal.timeout(1_000));
    metadata.table = new CannotGoOn('dynamics-forbidden', { scope: 'workflow', system: 'dynamics' });
    await watch.look(lane, AbortSignal.timeout(1_000));
    assert.deepEqual([parked, notes], [[], []]);
  });

  it('looks at once where something smells of a change, but not for each record', async () => {
    const { watch, lane, looksAt, time } = watching();
    for (let record = 0; record < 5; record += 1) await watch.smelled(lane, AbortSignal.timeout(1_000));
    assert.equal(looksAt.length, 1);
    await time.drive(time.sleep(minuteMs), 2 * minuteMs);
    await watch.smelled(lane, AbortSignal.timeout(1_000));
    assert.equal(looksAt.length, 2);
  });

  it('tells why a lane stands still as precisely as the metadata do', async () => {
    const { watch, lane, metadata, looksAt } = watching();
    const reason = new CannotGoOn('too-many-rejected', { scope: 'lane', params: { count: 200 } });
    const never = AbortSignal.timeout(1_000);
    assert.equal((await watch.precise(lane, reason, never)).code, 'too-many-rejected');
    metadata.resource = resourceOf(field('firstName', 'string', { length: 10 }));
    assert.equal((await watch.precise(lane, reason, never)).code, 'field-shortened');
    const deletes = new CannotGoOn('too-many-deletes', { scope: 'lane', params: { count: 9, limit: 5 } });
    assert.equal((await watch.precise(lane, deletes, never)).code, 'too-many-deletes');
    assert.equal(looksAt.length, 2, 'deletes have nothing to do with metadata');
  });
});

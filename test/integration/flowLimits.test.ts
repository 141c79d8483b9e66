import assert from 'node:assert/strict';
import { noDifference } from '../support/compare.js';
import { type FlowWorld, flowWorld } from '../support/flowWorld.js';
import { rejectedRows } from '../support/rejected.js';
import type { JournalEntry } from '../support/sandboxControl.js';
import { until } from '../support/until.js';

/** A storm lasts this long, and each of its answers asks for a wait of so many seconds. */
const storm = { forMs: 1_000, waitSeconds: 3 };

describe('ingress that is told to wait', function () {
  this.timeout(90_000);
  let world: FlowWorld;
  let control: FlowWorld['sandbox']['control'];

  before(async () => {
    world = await flowWorld({ contacts: 200, seed: 21 });
    control = world.sandbox.control;
    await world.start();
    await world.caughtUp();
  });
  after(() => world.end());

  /** Everything that Campaign heard, from the first 429 on, of a load into which a storm of 429 breaks. */
  async function stormedLoad(retryAfter: number | string): Promise<JournalEntry[]> {
    await control.latency('campaign', 20);
    const since = await control.journalEnd();
    const before = await world.profiles();
    await control.contacts.generate(800, since);
    await until(async () => (await world.profiles()) > before + 200, { what: 'the load is under way', everyMs: 5 });
    await control.faults.add({
      system: 'campaign',
      when: { forMs: storm.forMs },
      action: { status: 429, retryAfter },
    });
    await world.caughtUp();
    await control.faults.clear();
    const journal = await control.journal({ since, system: 'campaign' });
    return journal.slice(journal.findIndex(({ status }) => status === 429));
  }

  /**
   * A connection carries one request at a time. So of each connection one request can have been on the wire when the first 429 went out, and it
   * was answered with 429 as well; a second one would have been sent by somebody who had been told.
   */
  function assertSilence(journal: readonly JournalEntry[], untilMs: number): void {
    const within = journal.filter(({ at }) => at < untilMs);
    assert.ok(within.length > 0);
    assert.deepEqual(new Set(within.map(({ status }) => status)), new Set([429]));
    assert.equal(new Set(within.map(({ port }) => port)).size, within.length, 'a connection was used again');
    assert.ok(journal.length > within.length, 'it went on afterwards');
  }

  const nothingWrong = async () => {
    assert.deepEqual(await world.difference(), noDifference);
    assert.deepEqual(await rejectedRows(world.database.url), []);
  };

  it('sends nothing within a Retry-After in seconds', async () => {
    const journal = await stormedLoad(storm.waitSeconds);
    assertSilence(journal, (journal[0]?.at ?? 0) + storm.waitSeconds * 1_000);
    await nothingWrong();
  });

  it('sends nothing before a Retry-After that is a date', async () => {
    const journal = await stormedLoad(`date:+${storm.waitSeconds}`);
    // An HTTP date has no fractions: the answer named the second that had begun.
    const named = Math.floor(((journal[0]?.at ?? 0) + storm.waitSeconds * 1_000) / 1_000) * 1_000;
    assertSilence(journal, named);
    await nothingWrong();
  });

  it('rests on a timer through a long wait, says until when, and goes on by itself', async () => {
    const waitSeconds = 12;
    const since = await control.journalEnd();
    await control.faults.add({
      system: 'campaign',
      when: { count: 1 },
      action: { status: 429, retryAfter: waitSeconds },
    });
    // One record: nothing else is on the wire.
    await control.contacts.change(1, ['firstname']);
    const waiting = await until(async () => (await world.view()).lanes[0]?.waiting, {
      what: 'the view says that it waits',
    });
    assert.deepEqual([waiting.system, waiting.problem.code], ['campaign', 'campaign-limited']);
    assert.equal((await world.view()).status, 'RUNNING');
    await world.caughtUp();
    const journal = await control.journal({ since, system: 'campaign' });
    const first = journal.find(({ status }) => status === 429);
    assert.ok(first);
    const next = journal.find(({ seq }) => seq > first.seq);
    assert.ok(next && next.at >= first.at + waitSeconds * 1_000, `${(next?.at ?? 0) - first.at} ms`);
    await nothingWrong();
  });

  it('sends Dynamics nothing within its Retry-After', async () => {
    const since = await control.journalEnd();
    const waitSeconds = 3;
    await control.faults.add({
      system: 'dynamics',
      when: { count: 1 },
      action: {
        status: 429,
        retryAfter: waitSeconds,
        body: JSON.stringify({
          error: { code: '0x80072322', message: 'Number of requests exceeded the limit of 6000' },
        }),
      },
    });
    await control.contacts.change(5, ['firstname']);
    await until(
      async () => (await control.journal({ since, system: 'dynamics' })).some(({ status }) => status === 429),
      {
        what: 'Dynamics asks to wait',
      },
    );
    await world.caughtUp();
    const journal = await control.journal({ since, system: 'dynamics' });
    const told = journal.findIndex(({ status }) => status === 429);
    const [first, next] = [journal[told], journal[told + 1]];
    assert.ok(first && next && next.at >= first.at + waitSeconds * 1_000);
    await nothingWrong();
  });
});

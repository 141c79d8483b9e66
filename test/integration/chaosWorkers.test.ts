import assert from 'node:assert/strict';
import { checkpointRecords, freezeMs, handOverMs } from '../support/chaosLimits.js';
import { noDifference, repeatedWrites } from '../support/compare.js';
import { asProcesses } from '../support/programs.js';
import { type FlowWorld, flowWorld } from '../support/flowWorld.js';
import { spawnWorker } from '../support/passerelle.js';
import type { OwnProcess } from '../support/process.js';
import { select } from '../support/rejected.js';
import type { JournalEntry } from '../support/sandboxControl.js';
import { until } from '../support/until.js';

const contacts = 1_500;

describe('two workers', function () {
  this.timeout(180_000);
  let world: FlowWorld<OwnProcess>;
  let second: OwnProcess;
  let control: FlowWorld['sandbox']['control'];
  const writers = (journal: readonly JournalEntry[]) =>
    new Set(journal.filter(({ method }) => method !== 'GET').map(({ token }) => token));
  /** Drawn anew by whoever takes the lane. */
  const writerFence = () => select(world.database.url, 'select writer_fence from passerelle.lanes');
  const journal = (since = 0) => control.journal({ since, system: 'campaign' });

  afterEach(async () => {
    // A frozen process hears of nothing else.
    await Promise.all([world.worker().kill(), second.kill()]);
    await world.end();
  });

  it('from the start write every contact once', async () => {
    world = await flowWorld({ contacts }, asProcesses);
    ({ control } = world.sandbox);
    second = await spawnWorker(world.env);
    await world.start();
    await world.caughtUp();
    assert.deepEqual(await world.difference(), noDifference);
    assert.deepEqual(repeatedWrites(await journal()), { inEffect: 0, refused: 0 });
  });

  it('one of which was frozen: woken beside its successor it writes nothing more', async () => {
    world = await flowWorld({ contacts }, asProcesses);
    ({ control } = world.sandbox);
    await control.latency('campaign', 100);
    await world.start();
    await until(async () => (await world.profiles()) > contacts / 4, {
      what: 'a quarter is written',
      everyMs: 5,
      limitMs: 30_000,
    });
    const frozen = world.worker();
    frozen.signal('SIGSTOP');
    const frozenAt = Date.now();
    assert.ok((await world.profiles()) < contacts, 'it was frozen in the middle');
    // Each process asks for a token of its own, so the journal tells who wrote.
    const [formerToken, ...others] = writers(await journal());
    assert.deepEqual(others, []);
    second = await spawnWorker(world.env);
    const isSuccessors = ({ method, token }: JournalEntry) => method !== 'GET' && token !== formerToken;
    const taken = await until(async () => (await journal()).find(isSuccessors), {
      what: 'the successor writes',
      limitMs: handOverMs,
      everyMs: 200,
    });
    await until(() => Date.now() - frozenAt >= freezeMs, { what: 'the time is over', limitMs: freezeMs + 5_000 });
    await control.contacts.generate(contacts, 5);
    const wokenAt = await control.journalEnd();
    const owner = await writerFence();
    const awakeAt = Date.now();
    frozen.signal('SIGCONT');
    await until(async () => (await journal(wokenAt)).filter(isSuccessors).length > contacts / 2, {
      what: 'the successor goes on',
      limitMs: handOverMs,
      everyMs: 200,
    });
    assert.deepEqual(await writerFence(), owner, 'the woken worker took the lane from the successor');
    await world.caughtUp();
    console.log(`      the successor wrote ${taken.at - frozenAt} ms after the freeze`);
    const after = await journal(wokenAt);
    const byTheWoken = after.filter(({ method, token }) => method !== 'GET' && token === formerToken);
    const told = byTheWoken.map(
      ({ at, method, status, applied }) => `${at - awakeAt} ms: ${method} ${status} ${applied}`,
    );
    assert.deepEqual(told, [], 'the woken worker wrote');
    assert.equal(writers(after).size, 1, 'nobody but the successor wrote');
    assert.deepEqual(await world.difference(), noDifference);
    const { inEffect, refused } = repeatedWrites(await journal());
    assert.equal(inEffect, 0);
    assert.ok(refused <= checkpointRecords, `${refused} creations were sent again`);
  });
});

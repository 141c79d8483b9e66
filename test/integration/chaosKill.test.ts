import assert from 'node:assert/strict';
import { noDifference, repeatedWrites } from '../support/compare.js';
import { checkpointRecords, runningAgainMs } from '../support/chaosLimits.js';
import type { OwnProcess } from '../support/process.js';
import { asProcesses } from '../support/programs.js';
import { type FlowWorld, flowWorld } from '../support/flowWorld.js';
import { ownPostgres } from '../support/postgres.js';
import { rejectedRows } from '../support/rejected.js';
import { ownTemporal } from '../support/temporal.js';
import { until } from '../support/until.js';

const contacts = 1_500;

describe('kill -9 in the middle of a first load', function () {
  this.timeout(120_000);

  it('of the worker', async () => {
    await survives(
      await flowWorld({ contacts }, asProcesses),
      (world) => world.worker().kill(),
      (world) => world.restartWorker(),
    );
  });

  it('of PostgreSQL', async () => {
    const database = await ownPostgres();
    await survives(
      await flowWorld({ contacts, database }, asProcesses),
      () => database.kill(),
      () => database.restart(),
    );
  });

  it('of the Temporal server', async () => {
    const temporal = await ownTemporal();
    await survives(
      await flowWorld({ contacts, temporal }, asProcesses),
      () => temporal.kill(),
      () => temporal.restart(),
    );
  });
});

/** Kills in the middle of the load, starts what was killed again, and compares both sides at the end. */
async function survives(
  world: FlowWorld<OwnProcess>,
  kill: (world: FlowWorld<OwnProcess>) => Promise<void>,
  restart: (world: FlowWorld<OwnProcess>) => Promise<void>,
): Promise<void> {
  const { control } = world.sandbox;
  await control.latency('campaign', 150);
  await world.start();
  await until(async () => (await world.profiles()) > contacts / 4, {
    what: 'a quarter is written',
    everyMs: 5,
    limitMs: 30_000,
  });
  const killedAt = Date.now();
  await kill(world);
  assert.ok((await world.profiles()) < contacts, 'it was killed in the middle');
  await restart(world);
  const restartedAt = Date.now();
  await control.latency('campaign', 0);
  // A worker that was not killed may have finished meanwhile: something is left to do in any case.
  await control.contacts.generate(1, contacts);
  const view = await until(
    async () => {
      const seen = await world.view();
      return seen.status === 'RUNNING' && Date.parse(seen.lastSuccessAt ?? '') > restartedAt && seen;
    },
    { what: 'a checkpoint is kept after the restart', limitMs: runningAgainMs },
  );
  const againAt = Date.parse(view.lastSuccessAt ?? '');
  await world.caughtUp();
  const { inEffect, refused } = repeatedWrites(await control.journal());
  console.log(
    `      running again ${againAt - restartedAt} ms after the restart, ${againAt - killedAt} ms after the kill; sent again: ${refused}`,
  );
  assert.deepEqual(await world.difference(), noDifference);
  assert.deepEqual(await rejectedRows(world.database.url), []);
  assert.equal(inEffect, 0);
  assert.ok(refused <= checkpointRecords, `${refused} creations were sent again`);
  await world.end();
}

import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { createSnapshots } from '../../src/api/live/snapshot.js';
import type { TemporalGateway } from '../../src/api/temporalGateway.js';
import { applyVersion } from '../../src/store/applied.js';
import { runningStatus } from '../support/entityStatus.js';
import { freshStore, instance, lanePlan, workflow } from '../support/storedLane.js';

describe('a view of a workflow', function () {
  this.timeout(60_000);

  it('that says RUNNING shows the lanes that the start made while it was being read', async () => {
    const { db } = await freshStore();
    const look: TemporalGateway['look'] = async () => {
      // Whatever was asked of the database beside this is answered by now.
      for (let statement = 0; statement < 50; statement += 1) await sql`select 1`.execute(db);
      await applyVersion(db, instance, workflow, 0, [{ name: 'contact', plan: lanePlan, failure: null }]);
      return { kind: 'open', status: runningStatus() };
    };
    const snapshots = createSnapshots(db, { look } as TemporalGateway, Date.now);
    const { lanes, applied } = await snapshots.get(instance, workflow);
    assert.deepEqual([lanes.map(({ lane }) => lane), applied?.version], [['contact'], 0]);
  });
});

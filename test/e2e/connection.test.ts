import assert from 'node:assert/strict';
import { sharedPageWorld, type PageWorld } from '../support/pageWorld.js';
import { workflowRow } from '../support/workflowRow.js';

describe('a lost connection', function () {
  this.timeout(90_000);
  let world: PageWorld;
  before(async () => {
    world = await sharedPageWorld();
  });
  beforeEach(() => world.rest());

  it('is said, and over by itself once the API is back', async () => {
    const { page, misdeeds, close } = await world.open();
    const { shows } = workflowRow(page, 'ingress');
    await shows('STOPPED');
    await page.getByText('Live', { exact: true }).waitFor();
    await world.api.kill();
    await page.getByRole('alert').getByText('The connection to Passerelle is lost').waitFor();
    await shows('STOPPED');

    await world.api.restart();
    await page.getByText('Live', { exact: true }).waitFor();
    assert.equal(await page.getByText('The connection to Passerelle is lost').count(), 0);
    await world.ask('/start', { method: 'POST' });
    await shows('RUNNING');
    await world.rest();
    await shows('STOPPED');
    assert.deepEqual(
      misdeeds.complaints.filter((text) => !/ERR_|Failed to load resource|503/.test(text)),
      [],
    );
    await close();
  });

  it('is followed by the first screen when the page was opened too early', async () => {
    const { page, close } = await world.open();
    await page.getByRole('table').waitFor();
    await page.route('**/api/v1/**', (route) => route.abort());
    await page.reload();
    await page.getByRole('heading', { name: 'The workflows cannot be shown' }).waitFor();
    await page.unroute('**/api/v1/**');
    await workflowRow(page, 'ingress').shows('STOPPED');
    await close();
  });
});

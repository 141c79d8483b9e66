import assert from 'node:assert/strict';
import { pageWorld, type PageWorld } from '../support/pageWorld.js';
import { until } from '../support/until.js';
import { workflowRow } from '../support/workflowRow.js';

const contacts = 300;

describe('the first run in the browser', function () {
  this.timeout(90_000);
  let world: PageWorld;
  before(async () => {
    world = await pageWorld({ contacts });
  });

  it('lists the three workflows with backlog, status and actions under the header', async () => {
    const { page, misdeeds, close } = await world.open();
    await page.getByRole('heading', { level: 1, name: 'Workflows' }).waitFor();
    await workflowRow(page, 'ingress').shows('STOPPED');
    assert.deepEqual(await page.getByRole('columnheader').allTextContents(), ['Name', 'Backlog', 'Status', 'Actions']);
    assert.deepEqual(
      await page.locator('[data-workflow]').evaluateAll((rows) => rows.map((row) => row.dataset.workflow)),
      ['ingress', 'egress', 'optInOut'],
    );
    const banner = page.getByRole('banner');
    for (const text of ['Passerelle', 'ACME@AdobeOrg', 'dev', 'Development']) {
      await banner.getByText(text, { exact: true }).waitFor();
    }
    assert.deepEqual(misdeeds, { outside: [], complaints: [] });
    await close();
  });

  it('starts ingress and shows the first load until every contact is a profile, without a reload', async () => {
    await world.sandbox.control.latency('campaign', 600);
    const { page, misdeeds, close } = await world.open();
    const { start, stop, row, shows } = workflowRow(page, 'ingress');
    await start.click();
    await stop.waitFor();
    await shows('RUNNING');
    const load = row.locator('[data-part="load"]');
    await load.getByText(/^\d+ of 300 · .*records?\/s · about /).waitFor();
    assert.match((await load.getByRole('progressbar').getAttribute('aria-valuetext')) ?? '', /^\d+%$/);
    await load.waitFor({ state: 'detached', timeout: 60_000 });
    await row.getByText(/Last success/).waitFor();
    await until(async () => (await row.locator('[data-part="backlog"]').textContent()) === '0', { what: 'no backlog' });
    assert.equal((await world.sandbox.control.snapshot('campaign')).length, contacts);
    await stop.click();
    await shows('STOPPED');
    assert.deepEqual(misdeeds, { outside: [], complaints: [] });
    await close();
  });

  it('asks once before the first start on production', async () => {
    const { page, close } = await world.open('/about:blank');
    // The same server, told to be production by the answers that the page gets.
    await page.route('**/api/v1/instances', async (route) => {
      const body = (await (await route.fetch()).text()).replace('"stage":"dev"', '"stage":"prod"');
      await route.fulfill({ body, contentType: 'application/json' });
    });
    await page.route('**/api/v1/instances/dev/workflows', async (route) => {
      const body = (await (await route.fetch()).text()).replace('"applied":0', '"applied":null');
      await route.fulfill({ body, contentType: 'application/json' });
    });
    await page.route('**/api/v1/events', (route) => route.abort());
    await page.goto(world.api.url());
    await page.getByRole('banner').getByText('Production').waitFor();
    const { start, shows } = workflowRow(page, 'ingress');
    await start.click();
    const question = page.getByRole('alertdialog', { name: 'Start on production?' });
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });
    await shows('STOPPED');
    await start.click();
    await question.getByRole('button', { name: 'Start on production' }).click();
    await shows('STARTING');
    await world.untilStatus('RUNNING');
    await world.rest();
    await close();
  });

  it('says what is waited for and when it goes on by itself', async () => {
    const { page, close } = await world.open();
    const { start, row, shows } = workflowRow(page, 'ingress');
    await start.click();
    await shows('RUNNING');
    await world.sandbox.control.faults.add({ system: 'campaign', action: { status: 429, retryAfter: 60 } });
    await world.sandbox.control.contacts.change(20, ['firstname', 'lastname']);
    await row.getByText(/^Limited by Campaign, resumes by itself at \d/).waitFor();
    await close();
  });
});

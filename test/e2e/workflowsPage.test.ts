import assert from 'node:assert/strict';
import { sharedPageWorld, type PageWorld } from '../support/pageWorld.js';
import { pressSwitch } from '../support/pressSwitch.js';
import { workflowRow } from '../support/workflowRow.js';

describe('the Workflows page', function () {
  this.timeout(90_000);
  let world: PageWorld;
  before(async () => {
    world = await sharedPageWorld();
    await world.rest();
  });
  afterEach(async () => {
    await world.sandbox.control.faults.clear();
    await world.rest();
  });

  it('marks the Stop button from a save on until Stop and Start', async () => {
    const { page, misdeeds, close } = await world.open();
    const { start, stop, edit, badge, row, shows } = workflowRow(page, 'ingress');
    await start.click();
    await shows('RUNNING');
    await edit.click();
    await page.getByText('What you save here does not touch the running processes.', { exact: false }).waitFor();
    await pressSwitch(page, 'Apply updates to Fax');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/^Saved as version/).waitFor();
    await page.getByText('The change takes effect after Stop, then Start.').waitFor();
    await page.getByRole('link', { name: 'Workflows' }).click();

    await badge.waitFor();
    await row.getByText('Saved changes are not applied yet').waitFor();
    const described = (await stop.getAttribute('aria-describedby')) ?? '';
    assert.match((await page.locator(`#${described}`).textContent()) ?? '', /after Stop, then Start/);
    await stop.click();
    await shows('STOPPED');
    assert.equal(await badge.count(), 0);
    await start.click();
    await shows('RUNNING');
    assert.equal(await badge.count(), 0);
    assert.deepEqual(misdeeds, { outside: [], complaints: [] });
    await close();
  });

  it('greys a Start with nothing to do, and tells why to the eye, the keyboard and a screen reader', async () => {
    const { page, close } = await world.open();
    const { start, row } = workflowRow(page, 'egress');
    await start.waitFor();
    assert.equal(await start.getAttribute('aria-disabled'), 'true');
    await row
      .getByText(/^Cannot be started: No type of event is chosen\./)
      .last()
      .waitFor();
    const described = (await start.getAttribute('aria-describedby')) ?? '';
    assert.match((await page.locator(`[id="${described}"]`).textContent()) ?? '', /No type of event is chosen/);
    await start.focus();
    await page
      .getByRole('tooltip')
      .getByText(/No type of event is chosen/)
      .waitFor();
    await close();
  });

  it('shows a failure with its remedy, and Start leaves it', async () => {
    const { page, close } = await world.open();
    await world.sandbox.control.expireTokens();
    await world.sandbox.control.faults.add({
      system: 'entra',
      action: {
        status: 401,
        body: JSON.stringify({
          error: 'invalid_client',
          error_description: 'AADSTS7000215: Invalid client secret provided.',
          error_codes: [7000215],
        }),
      },
    });
    const { start, row, shows } = workflowRow(page, 'ingress');
    await start.click();
    await shows('FAILED');
    await row.getByText('Microsoft Entra refuses the client secret of Dynamics 365.').waitFor();
    await row.getByText(/enter the secret’s value .* then start again/).waitFor();
    await world.sandbox.control.faults.clear();
    await start.click();
    await shows('RUNNING');
    await close();
  });

  it('shows a command that could not be carried out, with what to do', async () => {
    const { page, close } = await world.open();
    const { start, row, shows } = workflowRow(page, 'ingress');
    await shows('STOPPED');
    await page.route('**/workflows/ingress/start', (route) => route.abort());
    await start.click();
    const alert = row.getByRole('alert');
    await alert.getByText('Passerelle does not answer.').waitFor();
    await alert.getByText(/Check that its API runs/).waitFor();
    await alert.getByRole('button', { name: 'Dismiss' }).click();
    await alert.waitFor({ state: 'detached' });
    await close();
  });
});

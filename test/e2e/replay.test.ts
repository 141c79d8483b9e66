import assert from 'node:assert/strict';
import { type PageWorld, sharedPageWorld } from '../support/pageWorld.js';
import { workflowRow } from '../support/workflowRow.js';

describe('what the page tells of table mappings', function () {
  this.timeout(90_000);
  let world: PageWorld;
  before(async () => {
    world = await sharedPageWorld();
    await world.rest();
  });
  afterEach(() => world.rest());

  it('a replay that waits for the next start, on the badge of Stop and in words, in both languages', async () => {
    const { page, misdeeds, close } = await world.open();
    const { start, stop, badge, row, shows } = workflowRow(page, 'ingress');
    await start.click();
    await shows('RUNNING');
    const asked = await world.ask('/mappings/contact/replay', { method: 'POST' });
    assert.equal(asked.status, 202);
    await badge.waitFor();
    await row.getByText('A replay waits for the next start').waitFor();
    const described = (await stop.getAttribute('aria-describedby')) ?? '';
    assert.match((await page.locator(`#${described}`).textContent()) ?? '', /whole table of contact is read again/);
    await row.getByText('contact: a replay begins with the next start').waitFor();
    const french = await world.open('/', { locale: 'fr-FR' });
    await workflowRow(french.page, 'ingress').row.getByText('Une relecture attend le prochain démarrage').waitFor();
    await french.close();
    await stop.click();
    await shows('STOPPED');
    await start.click();
    await shows('RUNNING');
    await badge.waitFor({ state: 'detached' });
    assert.deepEqual(misdeeds, { outside: [], complaints: [] });
    await close();
  });

  it('the engine calls that were saved', async () => {
    const { page, close } = await world.open();
    const { start, row, shows } = workflowRow(page, 'ingress');
    await start.click();
    await shows('RUNNING');
    await world.sandbox.control.contacts.change(20, ['description']);
    await row.getByText(/engine calls \(.*\) instead of [\d,]+ by Adobe’s rule, \d+% saved/).waitFor();
    await close();
  });
});

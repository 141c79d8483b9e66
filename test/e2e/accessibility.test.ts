import assert from 'node:assert/strict';
import { axeViolations } from '../support/axe.js';
import { sharedPageWorld, type PageWorld } from '../support/pageWorld.js';
import { until } from '../support/until.js';
import { workflowRow } from '../support/workflowRow.js';

describe('accessibility', function () {
  this.timeout(90_000);
  let world: PageWorld;
  before(async () => {
    world = await sharedPageWorld();
  });
  beforeEach(() => world.rest());
  after(() => world.rest());

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`axe finds nothing on any screen in the ${colorScheme} scheme`, async () => {
      const { page, close } = await world.open('/', { colorScheme });
      const { edit, start, stop, shows } = workflowRow(page, 'ingress');
      const clean = async (screen: string) => assert.deepEqual(await axeViolations(page), [], screen);
      await shows('STOPPED');
      await clean('workflows at rest');
      await start.click();
      await shows('RUNNING');
      await clean('workflows running');

      await page.getByRole('button', { name: 'Menu' }).click();
      await page.getByRole('menuitem', { name: 'Customer care' }).click();
      await page.getByRole('dialog', { name: 'Customer care' }).waitFor();
      await clean('a dialog of the menu');
      await page.keyboard.press('Escape');

      await edit.click();
      await page.getByRole('switch', { name: 'Apply updates to Fax' }).waitFor();
      const add = page.getByRole('button', { name: 'Add field mapping' });
      await until(() => add.isEnabled(), { what: 'both systems have told their columns and fields' });
      await clean('edit');
      await add.click();
      await page.getByRole('combobox', { name: 'Campaign field' }).waitFor();
      await clean('add a field mapping');
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('button', { name: 'Remove the mapping of Fax' }).click();
      await page.getByText('Removed: Fax').waitFor();
      await page.getByRole('link', { name: 'Workflows' }).click();
      await page.getByRole('alertdialog', { name: 'Leave without saving?' }).waitFor();
      await clean('unsaved changes');
      await page.getByRole('button', { name: 'Leave' }).click();
      await stop.click();
      await shows('STOPPED');
      await close();
    });
  }

  for (const width of [1024, 400]) {
    it(`nothing is cut off or scrolls sideways at ${width} pixels`, async () => {
      const { page, close } = await world.open('/', { viewport: { width, height: 800 }, locale: 'fr-FR' });
      await workflowRow(page, 'ingress').shows('ARRÊTÉ');
      const overflow = () => page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
      assert.equal(await overflow(), 0);
      await workflowRow(page, 'ingress').edit.click();
      await page.getByRole('switch', { name: /Fax/ }).waitFor();
      assert.equal(await overflow(), 0);
      await close();
    });
  }
});

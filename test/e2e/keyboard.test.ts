import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { sharedPageWorld, type PageWorld } from '../support/pageWorld.js';
import { workflowRow } from '../support/workflowRow.js';

/** More stops than the longest screen has. */
const stopsAtMost = 150;

describe('the page by keyboard alone', function () {
  this.timeout(90_000);
  let world: PageWorld;
  before(async () => {
    world = await sharedPageWorld();
  });
  beforeEach(() => world.rest());
  after(() => world.rest());

  it('starts, edits, saves, stops and starts', async () => {
    const { page, close } = await world.open();
    const { badge, shows } = workflowRow(page, 'ingress');
    await shows('STOPPED');

    await page.keyboard.press('Tab');
    assert.equal(await focused(page), 'Skip to content');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Start Ingress');
    await page.keyboard.press('Enter');
    await shows('RUNNING');
    assert.equal(await focused(page), 'Stop Ingress', 'the toggle keeps the focus');

    await tabTo(page, 'Edit Ingress', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('switch', { name: 'Apply updates to Phone' }).waitFor();
    await tabTo(page, 'Apply updates to Phone');
    await page.keyboard.press('Space');
    await tabTo(page, 'Save', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByText(/^Saved as version/).waitFor();
    await tabTo(page, 'Workflows', 'Shift+Tab');
    await page.keyboard.press('Enter');

    await badge.waitFor();
    await tabTo(page, 'Stop Ingress');
    await page.keyboard.press('Enter');
    await shows('STOPPED');
    assert.equal(await focused(page), 'Start Ingress');
    await page.keyboard.press('Enter');
    await shows('RUNNING');
    assert.equal(await badge.count(), 0);
    await close();
  });

  it('opens the menu, reads a dialog and comes back to where it was', async () => {
    const { page, close } = await world.open();
    await page.getByRole('table').waitFor();
    await tabTo(page, 'Menu');
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Settings' }).waitFor();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Settings' });
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    assert.equal(await focused(page), 'Menu');
    await close();
  });

  it('adds a field mapping', async () => {
    const { page, close } = await world.open('/instances/dev/workflows/ingress');
    await page.getByRole('switch', { name: 'Apply updates to Phone' }).waitFor();
    await tabTo(page, 'Add field mapping');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Dynamics 365 column');
    await page.keyboard.type('jobtitle');
    await page.getByRole('option').filter({ hasText: 'jobtitle' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Campaign field');
    await page.keyboard.type('cusJobTitle');
    await page.getByRole('option').filter({ hasText: 'cusJobTitle' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Add');
    await page.keyboard.press('Enter');
    await page.locator('[data-field="cusJobTitle"]').waitFor();
    await close();
  });
});

/** The name of what has the focus, as a screen reader says it. */
function focused(page: Page): Promise<string> {
  return page.evaluate<string>(`(() => {
    const element = document.activeElement;
    const label = element.labels?.[0] ?? document.getElementById((element.getAttribute('aria-labelledby') ?? '').split(' ')[0]);
    return element.getAttribute('aria-label') ?? label?.textContent ?? element.textContent ?? '';
  })()`);
}

async function tabTo(page: Page, name: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const passed: string[] = [];
  for (let stops = 0; stops < stopsAtMost; stops += 1) {
    await page.keyboard.press(key);
    const now = (await focused(page)).trim();
    if (now === name) return;
    passed.push(now);
  }
  assert.fail(`${key} never reached "${name}", but ${[...new Set(passed)].join(', ')}`);
}

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { ingressConfig } from '../../src/core/config/ingress.js';
import { pressSwitch } from '../support/pressSwitch.js';
import { sharedPageWorld, type PageWorld } from '../support/pageWorld.js';

const path = '/instances/dev/workflows/ingress';

describe('Edit of ingress', function () {
  this.timeout(90_000);
  let world: PageWorld;
  before(async () => {
    world = await sharedPageWorld();
    await world.rest();
  });

  it('shows the key pair first, without switch and without delete', async () => {
    const { page, close } = await world.open(path);
    const key = page.locator('[data-part="key-row"]');
    await key.getByText('contactid ·', { exact: false }).waitFor();
    await key.getByText('externalId ·', { exact: false }).waitFor();
    await key.getByLabel('ID field').waitFor();
    assert.equal(await key.getByRole('switch').count(), 0);
    assert.equal(await key.getByRole('button').count(), 0);
    await close();
  });

  it('adds, changes, switches and removes fields, and saves them as a new version', async () => {
    const { page, misdeeds, close } = await world.open(path);
    const before = await saved(world);
    await page.getByRole('button', { name: 'Add field mapping' }).click();
    await choose(page, 'Dynamics 365 column', 'jobtitle');
    await choose(page, 'Campaign field', 'email');
    await page.getByText('This field already receives Email', { exact: false }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Add', exact: true }).isDisabled(), true);
    await choose(page, 'Campaign field', 'cusJobTitle');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    const added = page.locator('[data-field="cusJobTitle"]');
    await added.waitFor();

    await added.getByRole('button', { name: /^Change the mapping/ }).click();
    await choose(page, 'Dynamics 365 column', 'department');
    await page.getByRole('button', { name: 'Apply', exact: true }).click();
    await added.getByText('department', { exact: false }).first().waitFor();

    await page.getByRole('button', { name: 'Remove the mapping of Fax' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.locator('[data-field="fax"]').waitFor();
    await page
      .locator('[data-field="salutation"]')
      .getByRole('button', { name: /^Remove/ })
      .click();

    const all = 'Apply updates for all fields';
    if (!(await page.getByRole('switch', { name: all }).isChecked())) await pressSwitch(page, all);
    await pressSwitch(page, all);
    await pressSwitch(page, 'Apply deletes');
    await page.getByText('Privacy requests are handled apart').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(`Saved as version ${before.version + 1}`).waitFor();
    await page.getByText('The change takes effect at the next Start.').waitFor();

    const [mapping] = (await saved(world)).document.mappings;
    assert.ok(mapping);
    const fields = new Map(mapping.fields.map((field) => [field.field, field]));
    assert.deepEqual(fields.get('cusJobTitle'), { column: 'department', field: 'cusJobTitle', applyUpdates: false });
    assert.equal(fields.has('salutation'), false);
    assert.equal(fields.has('fax'), true);
    assert.ok(mapping.fields.every(({ applyUpdates }) => !applyUpdates));
    assert.equal(mapping.applyDeletes, true);
    assert.deepEqual(mapping.replacements, before.document.mappings[0]?.replacements);
    assert.deepEqual(misdeeds, { outside: [], complaints: [] });
    await restore(world, before.document);
    await close();
  });

  it('keeps what it does not show of a field mapping, such as the parent of a link', async () => {
    const before = await saved(world);
    const [mapping] = before.document.mappings;
    assert.ok(mapping);
    const link = { column: 'parentcustomerid', field: 'cusAccountId', applyUpdates: true, parent: mapping.id };
    await restore(world, { mappings: [{ ...mapping, fields: [...mapping.fields, link] }] });
    const { page, close } = await world.open(path);
    await page
      .locator('[data-field="cusAccountId"]')
      .getByRole('button', { name: /^Change the mapping/ })
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Apply updates').click();
    await dialog.getByRole('button', { name: 'Apply', exact: true }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/Saved as version/).waitFor();
    const [after] = (await saved(world)).document.mappings;
    const kept = after?.fields.find(({ field }) => field === link.field);
    assert.deepEqual(kept, { ...link, applyUpdates: false });
    await restore(world, before.document);
    await close();
  });

  it('puts what the server refuses beside its row', async () => {
    const { page, close } = await world.open(path);
    await page.route(`**${path}/config`, async (route) => {
      if (route.request().method() !== 'PUT') return route.continue();
      // The page offers no such pair: another client could send it.
      const postData = (route.request().postData() ?? '').replace('"field":"lastName"', '"field":"birthDate"');
      return route.continue({ postData });
    });
    await toggleUpdates(page, 'Fax');
    await page.getByRole('button', { name: 'Save' }).click();
    await page
      .getByRole('alert')
      .getByText(/mistakes? keeps? the configuration from being saved/)
      .waitFor();
    await page
      .locator('[data-field="birthDate"] [data-part="mistakes"]')
      .getByText(/birthDate/)
      .waitFor();
    await close();
  });

  it('explains a conflict, and reloads only when told to', async () => {
    const { page, close } = await world.open(path);
    await toggleUpdates(page, 'Fax');
    const other = await saved(world);
    const [mapping] = other.document.mappings;
    assert.ok(mapping);
    await restore(world, { mappings: [{ ...mapping, technicalValues: !mapping.technicalValues }] });
    await page.getByRole('button', { name: 'Save' }).click();
    const conflict = page.getByRole('alertdialog', { name: 'Someone else has saved in the meantime' });
    await conflict.getByRole('button', { name: 'Keep my changes open' }).click();
    await page.getByText('Unsaved changes', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await conflict.getByRole('button', { name: 'Reload' }).click();
    await page.getByText('Unsaved changes', { exact: true }).waitFor({ state: 'detached' });
    const technical = page.getByRole('switch', { name: 'Use technical values of picklists' });
    assert.equal(await technical.isChecked(), !mapping.technicalValues);
    await restore(world, other.document);
    await close();
  });

  it('does not leave unsaved changes without asking, by link and by the Back button', async () => {
    const { page, close } = await world.open('/');
    await page.getByRole('button', { name: 'Edit Ingress' }).click();
    await toggleUpdates(page, 'Fax');
    await page.getByRole('link', { name: 'Workflows' }).click();
    const question = page.getByRole('alertdialog', { name: 'Leave without saving?' });
    await question.getByRole('button', { name: 'Stay' }).click();
    await question.waitFor({ state: 'detached' });
    await page.goBack();
    await question.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('heading', { level: 1, name: 'Workflows' }).waitFor();
    await close();
  });
});

async function choose(page: Page, label: string, name: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).fill(`(${name})`);
  // By keyboard: the list moves while it is filtered.
  await page
    .getByRole('option')
    .filter({ hasText: `${name} ·` })
    .waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
}

async function toggleUpdates(page: Page, field: string): Promise<void> {
  await pressSwitch(page, `Apply updates to ${field}`);
  await page.getByText('Unsaved changes', { exact: true }).waitFor();
}

async function saved(world: PageWorld) {
  const answer = await world.ask('/config');
  const etag = z.string().parse(answer.headers.get('etag'));
  return { document: ingressConfig.parse(await answer.json()), etag, version: Number(/\d+/.exec(etag)?.[0]) };
}

/** Saves a document as another operator. */
async function restore(world: PageWorld, document: z.infer<typeof ingressConfig>): Promise<void> {
  const { etag } = await saved(world);
  const answer = await world.ask('/config', {
    method: 'PUT',
    headers: { 'content-type': 'application/json', 'if-match': etag },
    body: JSON.stringify(document),
  });
  assert.equal(answer.status, 200, await answer.text());
}

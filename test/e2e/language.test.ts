import assert from 'node:assert/strict';
import { sharedPageWorld, type PageWorld } from '../support/pageWorld.js';
import { workflowRow } from '../support/workflowRow.js';

describe('the language of the page', function () {
  this.timeout(90_000);
  let world: PageWorld;
  before(async () => {
    world = await sharedPageWorld();
  });
  beforeEach(() => world.rest());
  after(() => world.rest());

  it('is French in a French browser, from the labels to the reasons', async () => {
    const { page, misdeeds, close } = await world.open('/', { locale: 'fr-FR' });
    const { start, stop, shows } = workflowRow(page, 'ingress');
    await shows('ARRÊTÉ');
    assert.deepEqual(await page.getByRole('columnheader').allTextContents(), [
      'Nom',
      'En attente',
      'Statut',
      'Actions',
    ]);
    assert.equal(await page.locator('html').getAttribute('lang'), 'fr-FR');
    await workflowRow(page, 'egress')
      .row.getByText(/^Démarrage impossible/)
      .last()
      .waitFor();
    await start.click();
    await shows('EXÉCUTION EN COURS');
    await page.getByRole('button', { name: 'Menu' }).click();
    assert.deepEqual(await page.getByRole('menuitem').allTextContents(), [
      'Paramètres',
      'Documentation',
      'Assistance clientèle',
      'À propos',
      'Déconnexion',
    ]);
    await page.keyboard.press('Escape');
    await stop.click();
    await shows('ARRÊTÉ');
    assert.deepEqual(misdeeds, { outside: [], complaints: [] });
    await close();
  });

  it('is changed by the switch and remembered', async () => {
    const { page, close } = await world.open();
    await workflowRow(page, 'ingress').shows('STOPPED');
    await page.getByRole('button', { name: 'Language: English' }).click();
    await page.getByRole('menuitemradio', { name: 'Français' }).click();
    await workflowRow(page, 'ingress').shows('ARRÊTÉ');
    await page.reload();
    await workflowRow(page, 'ingress').shows('ARRÊTÉ');
    await page.goto(`${world.api.url()}/instances/dev/workflows/ingress`);
    await page.getByRole('heading', { level: 2, name: /Mappings de champs/ }).waitFor();
    await page.getByRole('heading', { level: 2, name: 'Paramètres avancés' }).waitFor();
    await page.getByRole('columnheader', { name: 'Appliquer les mises à jour' }).waitFor();
    await close();
  });
});

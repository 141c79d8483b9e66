import type { Page } from 'playwright-core';

/** Presses a switch as a person does: what is seen is its label, the switch itself is not. */
export async function pressSwitch(page: Page, name: string): Promise<void> {
  await page.getByRole('switch', { name, exact: true }).locator('xpath=ancestor::label').click();
}

import type { Locator, Page } from 'playwright-core';

/** The parts of one workflow's row, as a person finds them. */
export interface WorkflowRow {
  readonly row: Locator;
  readonly start: Locator;
  readonly stop: Locator;
  readonly edit: Locator;
  readonly badge: Locator;
  /** Waits until the row shows this status. */
  shows(status: string): Promise<void>;
}

export function workflowRow(page: Page, workflow: string): WorkflowRow {
  const row = page.locator(`[data-workflow="${workflow}"]`);
  return {
    row,
    start: row.getByRole('button', { name: /^(Start|Démarrer) / }),
    stop: row.getByRole('button', { name: /^(Stop|Arrêter) / }),
    edit: row.getByRole('button', { name: /^(Edit|Modifier) / }),
    badge: row.locator('[data-part="pending-badge"]'),
    shows: (status) => row.getByText(status, { exact: true }).waitFor(),
  };
}

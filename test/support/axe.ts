import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** A dialog that still fades in has no contrast to speak of; a spinner never rests. */
const atRest = `Promise.all(document.getAnimations()
  .filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity)
  .map(({ finished }) => finished.catch(() => {})))`;

/**
 * What axe finds wrong on the page as it is now: one line per element. React Aria's announcer is left out: for seconds it goes
 * on naming a pressed button that another screen has taken away.
 */
export async function axeViolations(page: Page): Promise<string[]> {
  // The page's Content-Security-Policy allows no script in the page; the browser's own evaluation is not bound by it.
  await page.evaluate(`${axe.source};0`);
  await page.evaluate(atRest);
  return page.evaluate<
    string[]
  >(`axe.run({ exclude: ['[data-live-announcer]'] }, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => id + ': ' + help + ' ' + html)))`);
}

import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** A dialog or a button that still fades in has no contrast to speak of; a spinner never rests. What ends may begin another: looked at until nothing moves. */
const atRest = `(async () => {
  const moving = () => document.getAnimations().filter(({ effect, playState }) =>
    playState === 'running' && effect.getComputedTiming().endTime !== Infinity);
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  await frame();
  while (moving().length > 0) {
    await Promise.all(moving().map(({ finished }) => finished.catch(() => {})));
    await frame();
  }
})()`;

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

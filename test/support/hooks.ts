import { beginFiles, closeFile, endEverything, endFormerFiles } from './lifetime.js';
import { endLimitMs } from './limits.js';

/** Read by mocha (.mocharc.json): ends what the tests started, file by file, also when one failed. */
export const mochaHooks = {
  beforeAll() {
    beginFiles();
  },
  async beforeEach(this: Mocha.Context) {
    this.timeout(endLimitMs);
    await endFormerFiles();
  },
  afterEach(this: Mocha.Context) {
    if (this.currentTest && isLastOfItsFile(this.currentTest)) closeFile();
  },
  async afterAll(this: Mocha.Context) {
    this.timeout(endLimitMs);
    await endEverything();
  },
};

function isLastOfItsFile(test: Mocha.Runnable): boolean {
  const suites = ancestors(test);
  const [root] = suites;
  const last = root?.suites.filter(({ file }) => file === test.file).at(-1);
  return last !== undefined && lastTestIn(last) === test;
}

function ancestors({ parent }: Mocha.Runnable): Mocha.Suite[] {
  const found: Mocha.Suite[] = [];
  for (let suite = parent; suite; suite = suite.parent) found.unshift(suite);
  return found;
}

/** Mocha runs the tests of a suite first, then its suites. */
function lastTestIn({ suites, tests }: Mocha.Suite): Mocha.Runnable | undefined {
  for (const suite of suites.toReversed()) {
    const test = lastTestIn(suite);
    if (test) return test;
  }
  return tests.at(-1);
}

import { endEverything } from './lifetime.js';
import { endLimitMs } from './limits.js';

/** Read by mocha (.mocharc.json): ends what the tests started, also when one failed. */
export const mochaHooks = {
  async afterAll(this: Mocha.Context) {
    this.timeout(endLimitMs);
    await endEverything();
  },
};

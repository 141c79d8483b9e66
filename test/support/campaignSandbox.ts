import { type CampaignApi, campaignApi } from './campaignApi.js';
import { type Sandbox, type SandboxOptions, sandbox } from './sandbox.js';

/** A sandbox for the tests of one `describe`, as after a first start before each of them, and Campaign's API logged in anew. */
export function campaignSandbox(use: (own: Sandbox, api: CampaignApi) => void, options?: SandboxOptions): void {
  let own: Sandbox;
  before(async () => {
    own = await sandbox(options);
  });
  beforeEach(async () => {
    await own.control.post('/reset');
    use(own, campaignApi(own.url()));
  });
  after(() => own.stop());
}

import { z } from 'zod';
import type { Ims } from '../ims/index.js';
import {
  ControlRefused,
  type SandboxRequest,
  type SandboxResponse,
  type System,
  type SystemOptions,
} from '../shell/system.js';
import { recordRoutes } from './control.js';
import { createCounters } from './counters.js';
import { createEngine } from './engine.js';
import { gatewayRefusal } from './gateway.js';
import { createInstance, type Instance, type Table } from './instance.js';
import { tableOf, viewOf } from './resourceControl.js';
import { schemaRoutes } from './schemaControl.js';
import { seedResources } from './seed.js';
import { createPicture } from './render.js';
import { campaignSettings } from './settings.js';
import { loadInto, saved } from './state.js';

export interface CampaignOptions extends SystemOptions {
  /** Issues the tokens that Campaign's gateway wants. */
  readonly ims: Ims;
  readonly tenant?: string;
}

/** Adobe Campaign Standard behind its gateway, below `/<tenant>/campaign/` (reference adobe-campaign-api). */
export function createCampaign({ seed, clock, ims, tenant = 'acme' }: CampaignOptions): System {
  const defaults = campaignSettings.parse({});
  const instance = createInstance({ seed, now: () => clock.now(), settings: defaults });
  const counters = createCounters();
  const engine = createEngine({ instance, seed, tenant, counters });
  const gateway = { tenant, ims };
  const profiles = tableOf(instance, 'profile');
  let configured = 0;
  seedResources(instance);

  function configure(patch: Readonly<Record<string, unknown>>): void {
    const parsed = campaignSettings.safeParse({ ...instance.settings, ...patch });
    if (!parsed.success) throw new ControlRefused(z.prettifyError(parsed.error));
    try {
      instance.use(parsed.data);
    } catch (error) {
      throw new ControlRefused(error instanceof Error ? error.message : String(error));
    }
    configured += 1;
  }

  return {
    name: 'campaign',
    handle(request: SandboxRequest): SandboxResponse {
      return gatewayRefusal(request, gateway, instance.settings) ?? engine.handle(request);
    },
    expireTokens: () => ims.expireTokens(),
    get revision() {
      return [...instance.tables.values()].reduce((sum, { records }) => sum + records.revision, configured);
    },
    counters: () => ({ profiles: profiles.records.count, ...recordCounts(instance), ...counters.read() }),
    resetCounters: () => counters.reset(),
    snapshot: (query) => pictures(instance, tableOf(instance, query.get('resource') ?? 'profile')),
    save: () => saved(instance),
    load: (lines) => loadInto(instance, lines),
    reset() {
      instance.use(defaults);
      instance.epoch = 0;
      for (const table of instance.tables.values()) table.clear();
      seedResources(instance);
      counters.reset();
      configured += 1;
    },
    settings: () => instance.settings,
    configure,
    control: [...recordRoutes(instance), ...schemaRoutes(instance, configure)],
  };
}

/** All records of a resource, hidden ones too, as the lines of a snapshot. */
function* pictures(instance: Instance, table: Table): Iterable<string> {
  const picture = createPicture(instance, table, viewOf(table));
  for (let number = 0; number < table.records.end; number += 1) {
    const values = table.records.values(number);
    if (values !== undefined) yield picture(number, values);
  }
}

/** The customer's own resources beside the profiles. */
function recordCounts({ tables }: Instance): Readonly<Record<string, number>> {
  const own = [...tables.values()].filter(({ name }) => name.startsWith('cus'));
  return Object.fromEntries(own.map(({ name, records }) => [name, records.count]));
}

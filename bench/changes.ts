import { type Changes, changeContacts, untilArrived } from './contactChanges.js';
import { changesContacts, loadLimitMs, lookMs, moreJournal } from './limits.js';
import { startProduct } from './product.js';
import { startSandbox } from './sandbox.js';
import type { Servers } from './servers.js';
import { until } from './until.js';

export async function measureChanges(options: {
  readonly servers: Servers;
  readonly folder: string;
  readonly latencyMs: number;
  readonly seconds: number;
  readonly profile: string | undefined;
}): Promise<Changes> {
  const { servers, folder, latencyMs, profile, seconds } = options;
  const contacts = changesContacts;
  const sandbox = await startSandbox({ folder, latencyMs, contacts, journal: moreJournal });
  const ground = await servers.fresh();
  const product = await startProduct({ folder, profile, ground, sandbox });
  try {
    await product.start();
    await until(async () => (await product.totals()).inserted === contacts, {
      what: 'the first load',
      limitMs: loadLimitMs,
      everyMs: lookMs,
    });
    const since = await sandbox.control.journalEnd();
    const endAt = Date.now() + seconds * 1_000;
    const ids = (await sandbox.control.snapshot('dynamics')).map((contact) => String(contact['contactid']));
    const changed = await changeContacts(sandbox, ids, () => Date.now() < endAt);
    return await untilArrived(sandbox, changed, since);
  } finally {
    await product.end();
    await ground.end();
    await sandbox.end();
  }
}

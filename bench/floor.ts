import { Pool } from 'undici';
import { type Answer, loginTo, send } from './floorCalls.js';
import { type FloorTableName, floorTables, type Row } from './floorTables.js';

/** What the floor is asked to do; it comes as JSON in the process's first argument. */
export interface FloorJob {
  readonly origin: string;
  /** Calls to Campaign at once. */
  readonly concurrency: number;
  readonly connections: number;
  /** Copied in this order. */
  readonly tables: readonly FloorTableName[];
}

interface Copy {
  readonly path: string;
  readonly body: string;
}

const pageRows = 5_000;
/** Pages that may wait to be written: more would only cost memory, and with it time. */
const pagesAhead = 3;
const preferred = `odata.track-changes,odata.maxpagesize=${pageRows}`;
const annotations =
  'odata.include-annotations="OData.Community.Display.V1.FormattedValue,Microsoft.Dynamics.CRM.lookuplogicalname"';

/**
 * The least that can be done: reads all rows and posts each, with the calls that Passerelle makes over a pool like its own. No Temporal, no
 * store, no mapping, no limiter, no timeouts, no parent waited for, no answer looked at beyond its status.
 */
async function copyAll({ origin, concurrency, connections, tables }: FloorJob): Promise<void> {
  const dynamics = new Pool(origin, { connections: 1, pipelining: 1 });
  const campaign = new Pool(origin, { connections, pipelining: 1 });
  const reading = await loginTo(dynamics, '/sandbox/oauth2/v2.0/token', {
    client_id: 'passerelle-dynamics',
    client_secret: 'sandbox-dynamics-secret',
    scope: `${origin}/.default`,
  });
  const writing = await loginTo(campaign, '/ims/token/v3', {
    client_id: 'passerelle-campaign',
    client_secret: 'sandbox-campaign-secret',
    scope: 'AdobeID,openid,campaign_sdk',
  });
  const headers = ['authorization', writing, 'x-api-key', 'passerelle-campaign', 'accept', 'application/json'];
  headers.push('cache-control', 'no-cache', 'content-type', 'application/json');

  const pages: { readonly name: FloorTableName; readonly rows: readonly Row[] }[] = [];
  let waiting: (() => void)[] = [];
  let drained: (() => void) | undefined;
  let readAll = false;
  const wake = () => {
    const woken = waiting;
    waiting = [];
    for (const go of woken) go();
  };
  const read = async () => {
    for (const name of tables) {
      for await (const rows of pagesOf(name, dynamics, reading)) {
        pages.push({ name, rows });
        wake();
        if (pages.length >= pagesAhead) await new Promise<void>((resolve) => (drained = resolve));
      }
    }
    readAll = true;
    wake();
  };
  let place = 0;
  const next = (): Copy | undefined => {
    for (let page = pages[0]; page; page = pages[0], place = 0) {
      const row = page.rows[place];
      place += 1;
      if (row) return copyOf(page.name, row);
      pages.shift();
      drained?.();
    }
    return undefined;
  };
  const write = async () => {
    for (;;) {
      const copy = next();
      if (copy) success(await send(campaign, { method: 'POST', headers, ...copy }));
      else if (readAll) return;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  await Promise.all([read(), ...Array.from({ length: concurrency }, write)]);
  await Promise.all([dynamics.close(), campaign.close()]);
}

async function* pagesOf(name: FloorTableName, pool: Pool, authorization: string): AsyncGenerator<Row[]> {
  const { set, columns, ...table } = floorTables[name];
  const prefer = 'annotated' in table ? `${preferred},${annotations}` : preferred;
  const headers = ['authorization', authorization, 'accept', 'application/json', 'prefer', prefer];
  let path: string | undefined = `/dynamics/api/data/v9.2/${set}?$select=${columns.join(',')}`;
  while (path !== undefined) {
    const { text } = success(await send(pool, { method: 'GET', path, headers }));
    const page = JSON.parse(text) as { value: Row[]; '@odata.nextLink'?: string };
    yield page.value;
    const link: string | undefined = page['@odata.nextLink'];
    path = link?.slice(new URL(link).origin.length);
  }
}

function copyOf(name: FloorTableName, row: Row): Copy {
  const { resource, bodyOf } = floorTables[name];
  const path = `/campaign-host/acme/campaign/profileAndServicesExt/${resource}`;
  return { path, body: JSON.stringify(bodyOf(row)) };
}

function success(answer: Answer): Answer {
  if (answer.status < 200 || answer.status > 299) throw new Error(`${answer.status}: ${answer.text.slice(0, 300)}`);
  return answer;
}

await copyAll(JSON.parse(process.argv[2] ?? '{}') as FloorJob);
process.send?.({ done: true });
process.disconnect?.();

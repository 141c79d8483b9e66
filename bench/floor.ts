import { Pool } from 'undici';
import { type Answer, loginTo, send } from './floorCalls.js';

/** What the floor is asked to do; it comes as JSON in the process's first argument. */
export interface FloorJob {
  readonly origin: string;
  /** Calls to Campaign at once, and connections. */
  readonly concurrency: number;
  readonly columns: readonly string[];
}

type Row = Readonly<Record<string, string | number | null>>;

const pageRows = 5_000;
const prefer = `odata.track-changes,odata.maxpagesize=${pageRows}`;

/**
 * The least that can be done: reads all contacts and posts each as a profile, with the calls that Passerelle makes over a pool like its
 * own. No Temporal, no store, no mapping, no limiter, no timeouts, no answer looked at beyond its status.
 */
async function copyAll({ origin, concurrency, columns }: FloorJob): Promise<void> {
  const dynamics = new Pool(origin, { connections: 1, pipelining: 1 });
  const campaign = new Pool(origin, { connections: concurrency, pipelining: 1 });
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
  const readHeaders = ['authorization', reading, 'accept', 'application/json', 'prefer', prefer];
  const writeHeaders = ['authorization', writing, 'x-api-key', 'passerelle-campaign', 'accept', 'application/json'];
  writeHeaders.push('cache-control', 'no-cache', 'content-type', 'application/json');

  const rows: Row[] = [];
  const waiting: (() => void)[] = [];
  let readAll = false;
  const wake = () => {
    for (const go of waiting.splice(0)) go();
  };
  const read = async () => {
    let path: string | undefined = `/dynamics/api/data/v9.2/contacts?$select=${columns.join(',')}`;
    while (path !== undefined) {
      const { text } = success(await send(dynamics, { method: 'GET', path, headers: readHeaders }));
      const page = JSON.parse(text) as { value: Row[]; '@odata.nextLink'?: string };
      for (const row of page.value) rows.push(row);
      wake();
      const next = page['@odata.nextLink'];
      path = next?.slice(new URL(next).origin.length);
    }
    readAll = true;
    wake();
  };
  let taken = 0;
  const write = async () => {
    for (;;) {
      const row = rows[taken];
      if (row === undefined) {
        if (readAll) return;
        await new Promise<void>((resolve) => waiting.push(resolve));
        continue;
      }
      taken += 1;
      const path = '/campaign-host/acme/campaign/profileAndServicesExt/profile';
      success(await send(campaign, { method: 'POST', path, headers: writeHeaders, body: bodyOf(row) }));
    }
  };
  await Promise.all([read(), ...Array.from({ length: concurrency }, write)]);
  await Promise.all([dynamics.close(), campaign.close()]);
}

const genders = ['unknown', 'male', 'female'];

/** The body that Passerelle's mapping out of the box makes, written down as a constant. */
function bodyOf(row: Row): string {
  return JSON.stringify({
    externalId: row['contactid'],
    salutation: row['salutation'] ?? undefined,
    firstName: row['firstname'] ?? undefined,
    middleName: row['middlename'] ?? undefined,
    lastName: row['lastname'] ?? undefined,
    gender: genders[Number(row['gendercode'] ?? 0)],
    birthDate: row['birthdate'] ?? undefined,
    email: row['emailaddress1'] ?? undefined,
    mobilePhone: row['mobilephone'] ?? undefined,
    phone: row['telephone1'] ?? undefined,
    fax: row['fax'] ?? undefined,
    location: {
      address1: row['address1_line1'] ?? undefined,
      address2: row['address1_line2'] ?? undefined,
      address3: row['address1_line3'] ?? undefined,
      zipCode: row['address1_postalcode'] ?? undefined,
      city: row['address1_city'] ?? undefined,
    },
  });
}

function success(answer: Answer): Answer {
  if (answer.status < 200 || answer.status > 299) throw new Error(`${answer.status}: ${answer.text.slice(0, 300)}`);
  return answer;
}

await copyAll(JSON.parse(process.argv[2] ?? '{}') as FloorJob);
process.send?.({ done: true });
process.disconnect?.();

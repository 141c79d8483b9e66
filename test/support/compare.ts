import type { JournalEntry, SandboxRecord } from './sandboxControl.js';

/** What an outsider finds when both sides are laid beside each other. Each list holds keys. */
export interface Difference {
  /** Contacts without a profile. */
  readonly lost: readonly string[];
  /** Profiles that do not say what their contact says. */
  readonly stale: readonly string[];
  /** Keys that more than one profile carries. */
  readonly duplicate: readonly string[];
  /** Profiles whose key is no contact's; those without a key count as ''. */
  readonly surplus: readonly string[];
}

/** Compares the snapshots of both sides by the mapping that the product comes with, as this file alone understands it. */
export function compareSides(contacts: readonly SandboxRecord[], profiles: readonly SandboxRecord[]): Difference {
  const byKey = new Map<string, SandboxRecord[]>();
  for (const profile of profiles) {
    const key = textOf(profile['externalId']).toLowerCase();
    byKey.set(key, [...(byKey.get(key) ?? []), profile]);
  }
  const lost: string[] = [];
  const stale: string[] = [];
  for (const contact of contacts) {
    const key = textOf(contact['contactid']);
    const [profile] = byKey.get(key) ?? [];
    if (!profile) lost.push(key);
    else if (!profileFits(contact, profile)) stale.push(key);
  }
  const known = new Set(contacts.map((contact) => textOf(contact['contactid'])));
  const keys = [...byKey.keys()];
  return {
    lost,
    stale,
    duplicate: keys.filter((key) => key !== '' && (byKey.get(key)?.length ?? 0) > 1),
    surplus: keys.filter((key) => !known.has(key)),
  };
}

/** Nothing is lost, stale, twice there or too much. */
export const noDifference: Difference = { lost: [], stale: [], duplicate: [], surplus: [] };

/** How often each record was written with effect, by key. */
export function writesByKey(journal: readonly JournalEntry[]): Map<string, number> {
  const writes = new Map<string, number>();
  for (const { system, applied, key } of journal) {
    if (system !== 'campaign' || key === undefined || !changes.has(applied)) continue;
    writes.set(key, (writes.get(key) ?? 0) + 1);
  }
  return writes;
}

export interface Repeated {
  /** Records on which more than one write took effect. */
  readonly inEffect: number;
  /** Creations that Campaign refused because the record was there: sent again without effect. */
  readonly refused: number;
}

/** What was written more than once, in a journal in which every record should have been written once. */
export function repeatedWrites(journal: readonly JournalEntry[]): Repeated {
  const inEffect = [...writesByKey(journal).values()].filter((count) => count > 1).length;
  const refused = journal.filter(
    ({ system, method, applied, fault }) =>
      system === 'campaign' && method === 'POST' && applied === 'none' && fault === undefined,
  ).length;
  return { inEffect, refused };
}

const changes: ReadonlySet<string> = new Set(['created', 'updated', 'deleted']);

const columns = {
  salutation: 'salutation',
  firstname: 'firstName',
  middlename: 'middleName',
  lastname: 'lastName',
  birthdate: 'birthDate',
  emailaddress1: 'email',
  mobilephone: 'mobilePhone',
  telephone1: 'phone',
  fax: 'fax',
} as const;

const addressColumns = {
  address1_line1: 'address1',
  address1_line2: 'address2',
  address1_line3: 'address3',
  address1_postalcode: 'zipCode',
  address1_city: 'city',
} as const;

const genders: ReadonlyMap<unknown, string> = new Map([
  [1, 'male'],
  [2, 'female'],
]);

/** Whether a profile says what its contact says. */
export function profileFits(contact: SandboxRecord, profile: SandboxRecord): boolean {
  const location = (profile['location'] ?? {}) as SandboxRecord;
  return (
    Object.entries(columns).every(([column, field]) => textOf(contact[column]) === textOf(profile[field])) &&
    Object.entries(addressColumns).every(([column, field]) => textOf(contact[column]) === textOf(location[field])) &&
    (genders.get(contact['gendercode']) ?? 'unknown') === profile['gender']
  );
}

/** Campaign has no null: a text that is not there is empty. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

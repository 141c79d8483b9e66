import { z } from 'zod';

export type SandboxSystem = 'entra' | 'dynamics' | 'ims' | 'campaign';

/** What a fault does instead of, or around, the true answer; `applied`: the request takes effect, only its answer is lost (docs/sandbox.md). */
export type FaultAction =
  | { status: number; body?: string; headers?: Record<string, string>; retryAfter?: number | string; applied?: boolean }
  | { timeout: true; applied?: boolean }
  | { reset: true; applied?: boolean }
  | { truncate: true | 'clean' }
  | { html: true; applied?: boolean }
  | { delayMs: number }
  | { slowMs: number };

export interface Fault {
  readonly system: SandboxSystem;
  readonly method?: string;
  readonly pathMatches?: string;
  readonly bodyMatches?: string;
  readonly when?: { count: number } | { probability: number } | { every: number } | { forMs: number };
  readonly after?: number;
  readonly action: FaultAction;
}

const journalEntry = z.object({
  seq: z.number(),
  at: z.number(),
  system: z.enum(['entra', 'dynamics', 'ims', 'campaign']),
  method: z.string(),
  path: z.string(),
  key: z.string().optional(),
  status: z.number().nullable(),
  applied: z.enum(['created', 'updated', 'deleted', 'read', 'none']),
  engineCalls: z.number().optional(),
  fault: z.string().optional(),
  token: z.string().optional(),
  port: z.number(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.string().optional(),
});
export type JournalEntry = z.infer<typeof journalEntry>;
const journal = z.object({ entries: z.array(journalEntry), last: z.number() });
const added = z.object({ id: z.string() });
const record = z.record(z.string(), z.unknown());
export type SandboxRecord = z.infer<typeof record>;
const found = z.object({ content: z.array(record) });

export type SandboxControl = ReturnType<typeof createControl>;

/** The sandbox's control API as small functions. Each throws when the sandbox refuses. */
export function createControl(origin: string) {
  const call = async (method: string, path: string, body?: object): Promise<string> => {
    const answer = await fetch(`${origin}/control${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} /control${path}: ${answer.status} ${text}`);
    return text;
  };
  const post = async (path: string, body: object = {}): Promise<unknown> => parsed(await call('POST', path, body));
  const get = async (path: string): Promise<unknown> => parsed(await call('GET', path));
  const lines = async (path: string) =>
    (await call('GET', path))
      .split('\n')
      .filter(Boolean)
      .map((line) => record.parse(JSON.parse(line)));

  return {
    status: () => get('/status'),
    /** Another request of the control API. */
    post,
    get,
    contacts: {
      generate: (count: number, seed?: number) =>
        post('/contacts/generate', { count, ...(seed !== undefined && { seed }) }),
      change: (count: number, columns?: readonly string[]) =>
        post('/contacts/change', { count, ...(columns && { columns }) }),
      delete: (count: number) => post('/contacts/delete', { count }),
      /** Creates a contact, or changes the one with this `contactid`. */
      put: (columns: SandboxRecord) => post('/contacts/put', columns),
      deleteOne: (contactid: string) => post(`/contacts/delete/${contactid}`),
    },
    /** The same for any table of Dynamics. */
    tables: {
      generate: (table: string, count: number, seed?: number) =>
        post(`/tables/${table}/generate`, { count, ...(seed !== undefined && { seed }) }),
      /** `['new_note']` is a change that touches nothing that anyone maps. */
      change: (table: string, count: number, columns?: readonly string[]) =>
        post(`/tables/${table}/change`, { count, ...(columns && { columns }) }),
      delete: (table: string, count: number) => post(`/tables/${table}/delete`, { count }),
      /** Creates a row, or changes the one with this key; a lookup is its logical name with a row's id. */
      put: (table: string, columns: SandboxRecord) => post(`/tables/${table}/put`, columns),
      deleteOne: (table: string, id: string) => post(`/tables/${table}/delete/${id}`),
    },
    profiles: {
      put: (attributes: SandboxRecord) => post('/profiles/put', attributes),
      get: (externalId: string) => get(`/profiles?externalId=${encodeURIComponent(externalId)}`),
    },
    /** The records of one resource of Campaign, by hand; its own key is `crmId`, that of profiles `externalId`. */
    resource: (name: string) => ({
      put: (attributes: SandboxRecord) => post(`/resources/${name}/put`, attributes),
      /** All records with these values, also those that Campaign hides. */
      get: async (wanted: Record<string, string>) =>
        found.parse(await get(`/resources/${name}?${new URLSearchParams(wanted).toString()}`)).content,
      delete: (crmId: string) => post(`/resources/${name}/delete`, { crmId }),
      generate: (count: number) => post(`/resources/${name}/generate`, { count }),
      snapshot: () => lines(`/snapshot/campaign?resource=${name}`),
    }),
    /** What an administrator does to a table of Dynamics at run time: `{ table: 'new_loyalty', removeColumn: 'new_points' }`. */
    changeDynamics: (change: { table: string } & SandboxRecord) => post('/schema/dynamics', change),
    /** Publishes a change of a resource: `{ resource, removeField: 'points' }` and so on (docs/sandbox.md). */
    changeCampaign: (change: { resource: string } & SandboxRecord) => post('/schema/campaign', change),
    faults: {
      async add(fault: Fault): Promise<string> {
        return added.parse(await post('/faults', fault)).id;
      },
      clear: (id?: string) => call('DELETE', id === undefined ? '/faults' : `/faults/${id}`),
    },
    latency: (system: SandboxSystem, ms: number) => post('/latency', { system, ms }),
    life: (on: boolean, perSecond?: number) => post('/life', { on, ...(perSecond !== undefined && { perSecond }) }),
    settings: (patch: { dataverse?: SandboxRecord; campaign?: SandboxRecord }) => post('/settings', patch),
    expireTokens: (system?: SandboxSystem) => post('/tokens/expire', system ? { system } : {}),
    /** Of one table, or of all. */
    expireTracking: (table?: string) => post('/tracking/expire', table === undefined ? {} : { table }),
    advanceClock: (advanceMs: number) => post('/clock', { advanceMs }),
    save: () => post('/state/save'),
    counters: () => get('/counters'),
    resetCounters: () => post('/counters/reset'),
    /** All records of one side, whole: contacts or those of another table, profiles or those of another resource. */
    snapshot: (system: 'dynamics' | 'campaign', what?: string) =>
      lines(
        `/snapshot/${system}${what === undefined ? '' : `?${system === 'dynamics' ? 'table' : 'resource'}=${what}`}`,
      ),
    /** The whole journal from an entry on, oldest first. */
    async journal({ since = 0, system }: { since?: number; system?: SandboxSystem } = {}): Promise<JournalEntry[]> {
      const entries: JournalEntry[] = [];
      for (let from = since; ; ) {
        const query = `since=${from}&limit=10000${system ? `&system=${system}` : ''}`;
        const page = journal.parse(await get(`/journal?${query}`)).entries;
        entries.push(...page);
        const last = page.at(-1);
        if (last === undefined) return entries;
        from = last.seq;
      }
    },
    /** The number of the last entry: a later `journal({ since })` gives what came after. */
    journalEnd: async () => z.object({ last: z.number() }).parse(await get('/journal?limit=1')).last,
  };
}

const parsed = (text: string): unknown => (text === '' ? undefined : JSON.parse(text));

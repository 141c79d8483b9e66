import type { OpenSystems } from '../../src/api/systemReaders.js';
import type { CampaignResource, DynamicsTable } from '../../src/core/metadata.js';
import { CannotGoOn, PassesByItself } from '../../src/core/problems/failures.js';
import { contactTable, loyaltyResource, loyaltyTable, profileResource } from './apiMetadata.js';

/** What the stand-ins for both systems do and have been asked. */
export interface StandInState {
  /** Neither system answers. */
  away: boolean;
  /** Both answer only after this; null: at once. */
  slow: Promise<void> | null;
  /** No table has change tracking on. */
  untracked: boolean;
  /** Records per table, as Dynamics counts them. */
  records: Record<string, number>;
  /** Why a probe of the key fails; null: it works. */
  keyProblem: 'campaign-key-wrong' | 'campaign-filter-wrong' | 'campaign-key-repeated' | 'campaign-forbidden' | null;
  /** So much later than now is it for what was read of them (ms). */
  laterMs: number;
  /** `system what name`, in order. */
  readonly asked: string[];
}

export const standInState = (): StandInState => ({
  away: false,
  slow: null,
  untracked: false,
  records: {},
  keyProblem: null,
  laterMs: 0,
  asked: [],
});

/** Metadata of two tables and two resources, without a server. */
export function standInSystems(state: StandInState): OpenSystems {
  const close = () => Promise.resolve();
  const tables = [contactTable, loyaltyTable];
  const resources = [profileResource, loyaltyResource];
  const ask = async <T>(system: 'dynamics' | 'campaign', what: string, answer: () => T): Promise<T> => {
    state.asked.push(`${system} ${what}`);
    await state.slow;
    if (state.away) throw new PassesByItself(`${system}-unavailable`);
    return answer();
  };
  const found = <T extends { name: string }>(list: readonly T[], name: string, missing: () => Error): T => {
    const one = list.find((each) => each.name === name);
    if (!one) throw missing();
    return one;
  };
  const noTable = (table: string) => () =>
    new CannotGoOn('dynamics-table-unknown', { scope: 'lane', params: { table } });
  const noResource = (resource: string) => () =>
    new CannotGoOn('campaign-resource-unknown', { scope: 'lane', params: { resource } });
  return {
    dynamics: () => ({
      close,
      list: () => ask('dynamics', 'list', () => tables.map(withoutColumns)),
      read: (name) =>
        ask('dynamics', `read ${name}`, () => ({
          ...found(tables, name, noTable(name)),
          changeTracking: !state.untracked,
        })),
      count: (names) =>
        ask('dynamics', `count ${names.join(' ')}`, () => {
          const known = names.flatMap((name) => {
            const records = state.records[name];
            return records === undefined ? [] : [[name, records] as const];
          });
          return new Map(known);
        }),
    }),
    campaign: () => ({
      close,
      list: () => ask('campaign', 'list', () => resources.map(withoutFields)),
      read: (name) => ask('campaign', `read ${name}`, () => found(resources, name, noResource(name))),
      filters: (name) =>
        ask('campaign', `filters ${name}`, () => {
          found(resources, name, noResource(name));
          return [{ name: 'byCrmId', label: 'By CRM number', parameter: 'crmId_parameter' }];
        }),
      probe: ({ name }, { field }) =>
        ask('campaign', `probe ${name}`, () => {
          const params = { resource: name, field, filter: '' };
          if (state.keyProblem) throw new CannotGoOn(state.keyProblem, { scope: 'lane', params });
        }),
    }),
  };
}

function withoutColumns(table: DynamicsTable) {
  const { columns: _, ...entry } = table;
  return entry;
}

function withoutFields(resource: CampaignResource) {
  const { fields: _, ...entry } = resource;
  return entry;
}

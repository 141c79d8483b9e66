import assert from 'node:assert/strict';
import type { Dynamics } from '../../src/connectors/dynamics/index.js';
import type { Position, QueuedRecord } from '../../src/core/lane.js';
import type { DynamicsTable } from '../../src/core/metadata.js';
import { CannotGoOn, PassesByItself, PositionLost } from '../../src/core/problems/failures.js';
import { type Sandbox, sandbox } from '../support/sandbox.js';
import { sandboxDynamics } from '../support/sandboxSystems.js';

const contacts = 12_000;
const signal = new AbortController().signal;
const properties = ['firstname', 'lastname', 'emailaddress1', 'gendercode', 'modifiedon'];

describe('connectors: Dynamics of the sandbox', () => {
  let server: Sandbox;
  let dynamics: Dynamics;
  let table: DynamicsTable;
  const connect = (change: { clientSecret?: string; tenant?: string } = {}) => sandboxDynamics(server, change);

  before(async () => {
    server = await sandbox({ contacts });
  });
  beforeEach(async () => {
    dynamics = connect();
    table ??= await dynamics.metadata.readTable('contact', signal);
  });
  afterEach(async () => {
    await dynamics.close();
    await server.control.faults.clear();
  });

  /** Reads to the end. */
  async function readOn(
    position: Position | null,
    displayValues = false,
  ): Promise<{ records: QueuedRecord[]; next: Position }> {
    const records: QueuedRecord[] = [];
    for (let from = position; ; ) {
      const page = await dynamics.source.read({ table, position: from, properties, displayValues }, signal);
      records.push(...page.records);
      if (!page.more) return { records, next: page.next };
      from = page.next;
    }
  }

  it('lets in who has the secret, and tells the others why not', async () => {
    await dynamics.testConnection(signal);
    const refusal = async (change: Parameters<typeof connect>[0], code: string) => {
      const other = connect(change);
      await assert.rejects(other.testConnection(signal), (error) => error instanceof CannotGoOn && error.code === code);
      await other.close();
    };
    await refusal({ clientSecret: 'wrong' }, 'dynamics-secret-wrong');
    await refusal({ tenant: 'nowhere' }, 'dynamics-tenant-unknown');
  });

  it('describes the contact table', () => {
    assert.deepEqual([table.entitySet, table.primaryKey, table.changeTracking], ['contacts', 'contactid', true]);
    assert.deepEqual([table.columns['firstname']?.type, table.columns['firstname']?.maxLength], ['string', 50]);
    assert.equal(table.columns['birthdate']?.type, 'date');
    assert.equal(table.columns['modifiedon']?.type, 'datetime');
    assert.equal(table.columns['description']?.type, 'memo');
    assert.equal(table.columns['statecode']?.type, 'state');
    const { type, options } = table.columns['gendercode'] ?? {};
    assert.deepEqual([type, options?.map(({ value }) => value)], ['picklist', [1, 2]]);
    assert.deepEqual(
      table.columns['donotemail']?.options?.map(({ value }) => value),
      [true, false],
    );
    const parent = table.columns['parentcustomerid'];
    assert.deepEqual([parent?.type, parent?.property], ['lookup', '_parentcustomerid_value']);
    assert.deepEqual([...(parent?.targets ?? [])].sort(), ['account', 'contact']);
  });

  it('lists its tables, and knows no other', async () => {
    const tables = await dynamics.metadata.listTables(signal);
    const contact = tables.find(({ name }) => name === 'contact');
    assert.deepEqual([contact?.entitySet, contact?.changeTracking], ['contacts', true]);
    await assert.rejects(
      dynamics.metadata.readTable('acme_nothing', signal),
      (error) => error instanceof CannotGoOn && error.code === 'dynamics-table-unknown' && error.scope === 'lane',
    );
  });

  it('gives every contact once in a first load, then what changed, then nothing', async () => {
    const first = await readOn(null);
    assert.equal(first.records.length, contacts);
    assert.equal(new Set(first.records.map(([key]) => key)).size, contacts);
    assert.equal(first.next.phase, 'changes');
    const [gone, kept] = first.records;
    assert.ok(gone && kept);
    await server.control.contacts.deleteOne(gone[0]);
    await server.control.contacts.put({ contactid: kept[0], firstname: 'Changed' });
    const changes = await readOn(first.next);
    assert.deepEqual(
      changes.records.map(([key, row]) => [key, row?.['firstname'] ?? null]).sort(),
      [
        [gone[0], null],
        [kept[0], 'Changed'],
      ].sort(),
    );
    assert.deepEqual((await readOn(changes.next)).records, []);
    const rows = await dynamics.source.byKeys(table, [gone[0], kept[0]], ['firstname'], false, signal);
    assert.deepEqual(
      [...rows].map(([key, row]) => [key, row['firstname']]),
      [[kept[0], 'Changed']],
    );
  });

  it('gives labels when they are asked for', async () => {
    const plain = await dynamics.source.read({ table, position: null, properties, displayValues: false }, signal);
    const shown = await dynamics.source.read({ table, position: null, properties, displayValues: true }, signal);
    const label = 'gendercode@OData.Community.Display.V1.FormattedValue';
    assert.ok(plain.records.every(([, row]) => row?.[label] === undefined));
    assert.ok(shown.records.some(([, row]) => typeof row?.[label] === 'string'));
  });

  it('finds 400 rows by key in one query', async () => {
    const { records } = await dynamics.source.read({ table, position: null, properties, displayValues: false }, signal);
    const keys = records.slice(0, 400).map(([key]) => key);
    const rows = await dynamics.source.byKeys(table, keys, ['lastname'], false, signal);
    assert.deepEqual([...rows.keys()].sort(), keys.sort());
  });

  it('tells about its size', async () => {
    assert.ok(((await dynamics.source.size(table, signal)) ?? 0) > contacts * 0.9);
  });

  it('parks the lane of a column that is none', async () => {
    const request = { table, position: null, properties: ['acme_nothing'], displayValues: false };
    await assert.rejects(dynamics.source.read(request, signal), (error) => {
      assert.ok(error instanceof CannotGoOn);
      assert.deepEqual(
        [error.code, error.scope, error.params['column']],
        ['dynamics-column-unknown', 'lane', 'acme_nothing'],
      );
      return true;
    });
  });

  it('forgets old positions', async () => {
    const { next } = await readOn(null);
    await server.control.expireTracking();
    await assert.rejects(readOn(next), PositionLost);
  });

  it('renews a token that has run out in the middle', async () => {
    const page = await dynamics.source.read({ table, position: null, properties, displayValues: false }, signal);
    await server.control.expireTokens('entra');
    const next = await dynamics.source.read({ table, position: page.next, properties, displayValues: false }, signal);
    assert.ok(next.records.length > 0);
  });

  it('comes through faults by asking again', async () => {
    const actions = [
      { reset: true },
      { truncate: true },
      { html: true },
      { status: 503 },
      { status: 429, retryAfter: 30 },
    ] as const;
    for (const action of actions) {
      await server.control.faults.add({ system: 'dynamics', when: { count: 1 }, action });
      await assert.rejects(
        dynamics.source.read({ table, position: null, properties, displayValues: false }, signal),
        PassesByItself,
        JSON.stringify(action),
      );
    }
  });
});

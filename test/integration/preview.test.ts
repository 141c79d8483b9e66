import assert from 'node:assert/strict';
import type { PreviewRecord, PreviewView } from '../../src/core/preview.js';
import type { ProblemDetails } from '../../src/core/views.js';
import { type Contract, contractOf } from '../support/apiContract.js';
import { keptOut } from '../support/linkedMappings.js';
import { spawnApi } from '../support/passerelle.js';
import type { OwnProcess } from '../support/process.js';
import { asProcesses } from '../support/programs.js';
import { type LinkedWorld, linkedWorld } from '../support/linkedWorld.js';
import { select } from '../support/rejected.js';

const contacts = 30;

describe('preview of a table mapping', function () {
  this.timeout(120_000);
  let world: LinkedWorld<OwnProcess>;
  let control: LinkedWorld['sandbox']['control'];
  let begun: number;
  let contract: Contract;
  /** Every answer, whatever it shows, is one that the API describes. */
  const preview = async (mapping: string, body: object = {}) => {
    const path = `/mappings/${mapping}/preview`;
    const answer = await world.ask<PreviewView>('POST', path, body);
    const text = JSON.stringify(answer.body);
    assert.equal(answer.status, 200, text);
    contract.holds('POST', `/api/v1/instances/dev/workflows/ingress${path}`, { ...answer, text, tookMs: 0 });
    return answer.body;
  };
  const one = async (mapping: string, key: string, body: object = {}): Promise<PreviewRecord> => {
    const { records } = await preview(mapping, { ...body, keys: [key] });
    assert.equal(records.length, 1);
    return records[0] as PreviewRecord;
  };
  const looks = async () =>
    (
      await select<{ after: unknown }>(
        world.database.url,
        `select after from passerelle.audit where what = 'personal-data-seen' order by id`,
      )
    ).map(({ after }) => after);
  const contactsNow = () => control.snapshot('dynamics', 'contact');
  const idOf = (row: Record<string, unknown> | undefined) => String(row?.['contactid']);

  before(async () => {
    world = await linkedWorld(
      {
        contacts,
        settings: { PASSERELLE_SHOW_PERSONAL_DATA: 'on', PASSERELLE_LOG_LEVEL: 'debug' },
      },
      asProcesses,
    );
    control = world.sandbox.control;
    begun = await control.journalEnd();
    contract = contractOf((await (await fetch(`${world.api.url()}/api/v1/openapi.json`)).json()) as object);
  });
  after(() => world.end());

  it('shows the first records of a mapping that never ran, with what the whole table would cost', async () => {
    const accounts = await control.snapshot('dynamics', 'account');
    const { records, estimate } = await preview('account', { records: 100 });
    const kinds = new Set(records.map(({ kind }) => kind));
    assert.ok(kinds.has('insert') && [...kinds].every((kind) => kind === 'insert' || kind === 'waiting'));
    assert.deepEqual([estimate?.size, estimate?.sampled, estimate?.present], [accounts.length, 100, 0]);
    const inserts = records.filter(({ kind }) => kind === 'insert').length;
    const whole = Math.round((inserts * accounts.length) / 100);
    assert.equal(estimate?.records?.insert, whole);
    assert.equal(
      estimate?.engineCalls,
      accounts.length,
      'one call creates a record, at once or when its parent is there',
    );
  });

  it('says which parent a record waits for', async () => {
    const [contact] = await contactsNow();
    const [account] = await control.snapshot('dynamics', 'account');
    const parent = String(account?.['accountid']);
    await control.contacts.put({ contactid: contact?.['contactid'], jobtitle: 'Nurse', parentcustomerid: parent });
    assert.deepEqual(await one('contact', idOf(contact)), {
      key: idOf(contact),
      kind: 'waiting',
      parent: { mapping: 'account', key: parent },
    });
  });

  it('takes as many records from the beginning as were asked for, and judges the table by them', async () => {
    const { records, estimate } = await preview('contact', { records: 5 });
    assert.equal(records.length, 5);
    assert.equal(estimate?.sampled, 5);
    const total = Object.values(estimate?.records ?? {}).reduce((sum, count) => sum + count, 0);
    assert.ok(Math.abs(total - contacts) <= 3, `rounded shares make up the table: ${total}`);
  });

  it('is for one reader: not to be stored, and no caller gets it by a cross-site page', async () => {
    const { status, headers } = await world.ask('POST', '/mappings/contact/preview', { records: 1 });
    assert.deepEqual([status, headers.get('cache-control')], [200, 'no-store']);
    const foreign = await world.ask('POST', '/mappings/contact/preview', {}, { 'sec-fetch-site': 'cross-site' });
    assert.equal(foreign.status, 403);
  });

  it('is audited for the records whose values it shows', async () => {
    const before = (await looks()).length;
    const { records } = await preview('contact', { records: 20 });
    const shown = records.filter(({ kind }) => kind === 'insert' || kind === 'update').length;
    assert.ok(shown > 0 && shown < records.length, 'the one that waits shows none');
    assert.deepEqual((await looks()).slice(before), [{ preview: 'contact', records: shown }]);
  });

  it('masks the values where the caller may not see personal data', async () => {
    const before = (await looks()).length;
    await control.tables.generate('new_store', 3);
    const api = await spawnApi({ ...world.env, PASSERELLE_SHOW_PERSONAL_DATA: 'off' });
    const path = '/api/v1/instances/dev/workflows/ingress/mappings/store/preview';
    const answer = await fetch(`${api.url()}${path}`, { method: 'POST' });
    const { records } = (await answer.json()) as PreviewView;
    const values = records
      .flatMap((record) => (record.kind === 'insert' ? record.fields : []))
      .map(({ value }) => value);
    assert.ok(values.length > 0 && values.every((value) => value === '•••'));
    assert.equal((await looks()).length, before, 'a mask is no look');
    await api.stop();
  });

  describe('after the load', () => {
    let rows: Record<string, unknown>[];

    before(async () => {
      assert.deepEqual(await writesSince(begun), [], 'nothing was written so far');
      await world.start();
      await world.settled();
      await world.stop();
      rows = (await contactsNow()).filter(({ jobtitle }) => jobtitle !== keptOut);
      begun = await control.journalEnd();
    });

    it('finds what was written unchanged, and asks Campaign for nothing', async () => {
      const before = await control.journalEnd();
      const { records, estimate, engineCalls } = await preview('contact', { records: 100 });
      const kinds = new Set(records.map(({ kind }) => kind));
      assert.ok(
        [...kinds].every((kind) => kind === 'unchanged' || kind === 'filteredOut'),
        [...kinds].join(),
      );
      assert.equal(estimate?.engineCalls, 0);
      const asked = (await control.journal({ since: before, system: 'campaign' })).filter(({ path }) =>
        /\/profile\//.test(path),
      );
      assert.deepEqual([asked, engineCalls], [[], 0]);
    });

    it('shows an update with the fields that change, before and after', async () => {
      const [row] = rows;
      await control.contacts.put({ contactid: row?.['contactid'], lastname: 'Afterwards' });
      const shown = await one('contact', idOf(row));
      assert.deepEqual(shown, {
        key: idOf(row),
        kind: 'update',
        fields: [{ field: 'lastName', before: row?.['lastname'], after: 'Afterwards' }],
      });
    });

    it('shows what an edited mapping would write before it is saved', async () => {
      const { mappings } = await world.must<{ mappings: { id: string; fields: object[] }[] }>('GET', '/config');
      const saved = mappings.find(({ id }) => id === 'contact');
      assert.ok(saved);
      const mapping = { ...saved, fields: [...saved.fields, { column: 'jobtitle', field: 'cusJobTitle' }] };
      const row = rows.find(({ jobtitle }) => jobtitle);
      const shown = await one('contact', idOf(row), { mapping });
      assert.equal(shown.kind, 'update');
      assert.deepEqual(shown.kind === 'update' && shown.fields.at(-1), {
        field: 'cusJobTitle',
        before: '',
        after: row?.['jobtitle'],
      });
    });

    it('shows a record that leaves the filter with the condition that keeps it out, as the delete that it would be', async () => {
      const row = rows[1];
      await control.contacts.put({ contactid: row?.['contactid'], jobtitle: keptOut });
      const conditions = [{ pointer: '/conditions/0', column: 'jobtitle', comparison: 'notEquals' }];
      // Loyalty records may point to it: the delete waits for their lane.
      assert.deepEqual(await one('contact', idOf(row)), { key: idOf(row), kind: 'delete', held: true, conditions });
    });

    it('shows a record that Dynamics deleted as a delete, and one that never was as gone', async () => {
      const row = rows[2];
      await control.contacts.deleteOne(idOf(row));
      assert.deepEqual(await one('contact', idOf(row)), { key: idOf(row), kind: 'delete', held: true, conditions: [] });
      const nobody = '0c0ffee0-0000-e711-a94e-000000000001';
      assert.deepEqual(await one('store', nobody), { key: nobody, kind: 'gone' });
    });

    it('shows why a record would be rejected, in the reader’s language', async () => {
      const row = rows[3];
      await control.contacts.put({ contactid: row?.['contactid'], gendercode: 2, emailaddress1: 'x'.repeat(90) });
      const { body } = await world.ask<PreviewView>(
        'POST',
        '/mappings/contact/preview',
        { keys: [idOf(row)], mapping: await without('gendercode', 2) },
        { 'accept-language': 'fr' },
      );
      const [shown] = body.records;
      assert.equal(shown?.kind, 'rejected', JSON.stringify(shown));
      assert.ok(shown.kind === 'rejected' && /enregistrement|valeur|champ|colonne/i.test(shown.problem.sentence));
    });

    it('refuses a mapping with mistakes, each with its place in what was sent', async () => {
      const mapping = { ...(await savedMapping('store')), dynamicsTable: 'contact' };
      const { status, body } = await world.ask<ProblemDetails>('POST', '/mappings/store/preview', { mapping });
      assert.equal(status, 422);
      assert.ok(
        body.errors?.every(({ pointer }) => pointer.startsWith('/mapping/')),
        JSON.stringify(body.errors),
      );
      const unknown = await world.ask('POST', '/mappings/nothing/preview');
      assert.equal(unknown.status, 404);
      const many = await world.ask('POST', '/mappings/store/preview', { records: 101 });
      assert.equal(many.status, 422);
    });

    it('wrote nothing: Campaign’s journal holds reads alone, and the ledger is what it was', async () => {
      assert.deepEqual(await writesSince(begun), []);
    });

    it('left no value of a record in a log', () => {
      const log = world.api.output();
      assert.match(log, /preview/, 'the requests are logged');
      const values = rows.flatMap(({ lastname, emailaddress1 }) => [lastname, emailaddress1]);
      for (const value of ['Afterwards', ...values])
        assert.ok(typeof value !== 'string' || value === '' || !log.includes(value));
    });

    const savedMapping = async (id: string) =>
      (await world.must<{ mappings: { id: string }[] }>('GET', '/config')).mappings.find((each) => each.id === id);
    const without = async (column: string, existingValue: number) => {
      const saved = (await savedMapping('contact')) as unknown as {
        replacements: { column: string; existingValue: unknown }[];
      };
      const replacements = saved.replacements.filter(
        (each) => each.column !== column || each.existingValue !== existingValue,
      );
      return { ...saved, replacements };
    };
  });

  const writesSince = async (since: number) =>
    (await control.journal({ since, system: 'campaign' }))
      .filter(({ method, path }) => method !== 'GET' && path.includes('/campaign/'))
      .map(({ method, path }) => `${method} ${path}`);
});

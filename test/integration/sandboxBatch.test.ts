import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type DataverseApi, dataverseApi, type Json } from '../support/dataverseApi.js';
import { type Sandbox, sandbox } from '../support/sandbox.js';

const type = 'Microsoft.Dynamics.CRM.contact';
const crlf = (lines: readonly string[]) => lines.join('\r\n');

describe('the sandbox: batches and bulk messages', () => {
  let own: Sandbox;
  let api: DataverseApi;
  before(async () => {
    own = await sandbox({ contacts: 10 });
    api = await dataverseApi(own.url());
  });
  after(() => own.stop());

  const operation = (method: string, path: string, body?: Json, headers: readonly string[] = []) => [
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    ...headers,
    '',
    `${method} /api/data/v9.2/${path} HTTP/1.1`,
    'Content-Type: application/json',
    ...(method === 'PATCH' ? ['If-Match: *'] : []),
    '',
    ...(body ? [JSON.stringify(body)] : []),
  ];
  const changeSet = (...operations: readonly (readonly string[])[]) => [
    'Content-Type: multipart/mixed; boundary=changeset_1',
    '',
    ...operations.flatMap((one) => ['--changeset_1', ...one]),
    '--changeset_1--',
  ];
  const batch = (parts: readonly (readonly string[])[], { prefer = '', newline = '\r\n' } = {}) =>
    api.send('POST', '$batch', {
      prefer,
      headers: { 'content-type': 'multipart/mixed; boundary="batch_1"' },
      body: `${crlf(parts.flatMap((part) => ['--batch_1', ...part]))}\r\n--batch_1--\r\n`.replaceAll('\r\n', newline),
    });
  const statuses = (text: string) => [...text.matchAll(/^HTTP\/1\.1 (\d+)/gmu)].map(([, status]) => Number(status));
  const bulk = (message: string, targets: readonly Json[]) =>
    api.send('POST', `contacts/Microsoft.Dynamics.CRM.${message}`, { body: { Targets: targets } });
  const target = (columns: Json): Json => ({ '@odata.type': type, ...columns });
  const named = async (name: string) =>
    (await api.page(`contacts?$select=lastname&$filter=startswith(lastname,'${name}')`)).value.length;

  it('runs operations in order and stops at the first failure', async () => {
    const id = randomUUID();
    const { status, text, headers } = await batch([
      operation('POST', 'contacts', { contactid: id, lastname: 'Ordered' }),
      operation('GET', `contacts(${id})?$select=lastname`),
      operation('PATCH', `contacts(${randomUUID()})`, { lastname: 'x' }),
      operation('DELETE', `contacts(${id})`),
    ]);
    assert.equal(status, 404);
    assert.match(String(headers['content-type']), /^multipart\/mixed; boundary=batchresponse_/u);
    assert.deepEqual(statuses(text), [204, 200, 404]);
    assert.match(text, /OData-EntityId: http/u);
    assert.equal(await named('Ordered'), 1);
  });

  it('goes on after errors when asked to', async () => {
    const { status, text } = await batch(
      [
        operation('PATCH', `contacts(${randomUUID()})`, { lastname: 'x' }),
        operation('POST', 'contacts', { lastname: 'Went on' }),
      ],
      { prefer: 'odata.continue-on-error' },
    );
    assert.deepEqual([status, statuses(text)], [200, [404, 204]]);
    assert.equal(await named('Went'), 1);
  });

  it('does change sets wholly or not at all, and tracks nothing of what was undone', async () => {
    const { delta } = await api.all('contacts?$select=lastname', 'odata.track-changes');
    const victim = String((await api.page('contacts?$select=lastname&$top=1')).value[0]?.['contactid']);
    const undone = await batch([
      changeSet(
        operation('POST', 'contacts', { lastname: 'Undone' }, ['Content-ID: 1']),
        operation('DELETE', `contacts(${victim})`, undefined, ['Content-ID: 2']),
        operation('POST', 'contacts', { lastname: 5 }, ['Content-ID: 3']),
      ),
    ]);
    assert.deepEqual([undone.status, statuses(undone.text)], [400, [400]]);
    assert.deepEqual((await api.page(delta)).value, []);
    assert.equal((await api.send('GET', `contacts(${victim})`)).status, 200);

    const done = await batch([
      changeSet(
        operation('POST', 'contacts', { lastname: 'Parent' }, ['Content-ID: 1']),
        operation('POST', 'contacts', { lastname: 'Child', 'parentcustomerid_contact@odata.bind': '$1' }, [
          'Content-ID: 2',
        ]),
      ),
    ]);
    assert.deepEqual([done.status, statuses(done.text)], [200, [204, 204]]);
    const [parent, child] = (await api.page(delta)).value;
    const { _parentcustomerid_value } = await api.get(
      `contacts(${String(child?.['contactid'])})?$select=_parentcustomerid_value`,
    );
    assert.equal(_parentcustomerid_value, parent?.['contactid']);
  });

  it('refuses a batch as a whole: LF, missing Content-ID, forward reference, too many operations', async () => {
    const one = operation('POST', 'contacts', { lastname: 'Never' });
    const codeOf = ({ status, json }: Awaited<ReturnType<typeof batch>>) => [
      status,
      (json['error'] as Json | undefined)?.['code'],
    ];
    assert.deepEqual(codeOf(await batch([one], { newline: '\n' })), [400, '0x80048d19']);
    assert.deepEqual(codeOf(await batch([changeSet(one)])), [400, '0x80060888']);
    assert.deepEqual(codeOf(await batch(Array.from({ length: 1_001 }, () => one))), [400, '0x80060888']);
    const forward = operation('POST', 'contacts', { lastname: 'Never', 'parentcustomerid_contact@odata.bind': '$2' }, [
      'Content-ID: 1',
    ]);
    assert.equal((await batch([changeSet(forward)])).status, 400);
    assert.equal(await named('Never'), 0);
  });

  it('creates many at once, or none', async () => {
    const { status, json } = await bulk('CreateMultiple', [target({ lastname: 'Many' }), target({ lastname: 'Many' })]);
    assert.equal(status, 200);
    assert.equal((json['Ids'] as string[]).length, 2);
    const contactid = randomUUID();
    const clash = await bulk('CreateMultiple', [
      target({ lastname: 'Many', contactid }),
      target({ lastname: 'Many', contactid }),
    ]);
    assert.equal(clash.status, 412);
    assert.equal(await named('Many'), 2);
    assert.equal((await bulk('CreateMultiple', [{ lastname: 'Untyped' }])).status, 400);
  });

  it('updates and upserts many at once, or none', async () => {
    const [a, b] = [await api.create({ lastname: 'A' }), await api.create({ lastname: 'B' })];
    const job = async (id: string) => (await api.get(`contacts(${id})?$select=jobtitle`))['jobtitle'];
    const twice = [
      target({ contactid: a, jobtitle: 'first' }),
      target({ contactid: b, jobtitle: 'x' }),
      target({ contactid: a, jobtitle: 'second' }),
    ];
    assert.equal((await bulk('UpdateMultiple', twice)).status, 204);
    assert.deepEqual([await job(a), await job(b)], ['first', 'x']);
    const missing = await bulk('UpdateMultiple', [
      target({ contactid: a, jobtitle: 'lost' }),
      target({ contactid: randomUUID() }),
    ]);
    assert.deepEqual([missing.status, await job(a)], [404, 'first']);
    const made = randomUUID();
    const upsert = [
      target({ '@odata.id': `contacts(${made})`, lastname: 'New' }),
      target({ contactid: a, jobtitle: 'up' }),
    ];
    assert.equal((await bulk('UpsertMultiple', upsert)).status, 204);
    assert.equal(await job(a), 'up');
    assert.equal((await api.get(`contacts(${made})`))['lastname'], 'New');
    assert.equal((await bulk('UpsertMultiple', [...upsert, ...upsert])).status, 412);
    assert.equal((await bulk('DeleteMultiple', [target({ contactid: a })])).status, 501);
  });

  it('says which bulk messages a table has', async () => {
    const filters = (message: string, table: string) =>
      api.page(
        `sdkmessagefilters?$select=sdkmessagefilterid&$filter=sdkmessageid/name eq @m and primaryobjecttypecode eq @t&@m='${message}'&@t='${table}'`.replaceAll(
          ' ',
          '%20',
        ),
      );
    assert.equal((await filters('CreateMultiple', 'contact')).value.length, 1);
    assert.equal((await filters('UpsertMultiple', 'contact')).value.length, 0);
    assert.equal((await filters('CreateMultiple', 'systemuser')).value.length, 0);
  });
});

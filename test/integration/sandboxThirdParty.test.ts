import assert from 'node:assert/strict';
import { DynamicsWebApi } from 'dynamics-web-api';
import { dataverseApi, grant } from '../support/dataverseApi.js';
import { type Sandbox, sandbox } from '../support/sandbox.js';

type Row = Record<string, unknown>;

describe('the sandbox: an unchanged third-party client', () => {
  let own: Sandbox;
  let client: DynamicsWebApi;
  before(async () => {
    own = await sandbox({ contacts: 2_500 });
    const origin = own.url();
    const api = await dataverseApi(origin);
    client = new DynamicsWebApi({
      // It keeps no more than the origin of an address.
      serverUrl: origin,
      dataApi: { version: '9.2' },
      onTokenRefresh: async () =>
        String(
          (await api.post('/sandbox/oauth2/v2.0/token', { ...grant(origin), scope: `${origin}/.default` })).json[
            'access_token'
          ],
        ),
    });
  });
  after(() => own.stop());

  it('asks who it is', async () => {
    const me = await client.callFunction<Row>({ functionName: 'WhoAmI' });
    assert.match(String(me['UserId']), /^[0-9a-f-]{36}$/u);
  });

  it('reads all contacts page by page', async () => {
    const { value } = await client.retrieveAll<Row>({
      collection: 'contacts',
      select: ['fullname', 'gendercode'],
      maxPageSize: 1_000,
      includeAnnotations: 'OData.Community.Display.V1.FormattedValue',
    });
    assert.equal(value.length, 2_500);
    assert.equal(new Set(value.map((row) => row['contactid'])).size, 2_500);
    const woman = value.find((row) => row['gendercode'] === 2);
    assert.equal(woman?.['gendercode_Formatted'], 'Female');
  });

  it('follows changes by delta links', async () => {
    const read = { collection: 'contacts', select: ['firstname', 'lastname'], trackChanges: true, maxPageSize: 2_000 };
    const first = await client.retrieveMultiple<Row>(read);
    assert.equal(first.value?.length, 2_000);
    const second = await client.retrieveMultiple<Row>(read, first.oDataNextLink);
    assert.equal(second.value?.length, 500);
    const link = second.oDataDeltaLink ?? assert.fail('no delta link');

    const id = await client.create<Row, string>({
      collection: 'contacts',
      data: { firstname: 'Ada', lastname: 'Lovelace' },
    });
    const gone = String(second.value?.[0]?.['contactid']);
    await client.deleteRecord({ collection: 'contacts', key: gone });
    const delta = await client.retrieveMultiple<Row>(read, link);
    assert.equal(delta.value?.[0]?.['contactid'], id);
    assert.equal(delta.value?.[1]?.['id'], gone);
    assert.equal(delta.value?.[1]?.['reason'], 'deleted');
    assert.deepEqual((await client.retrieveMultiple<Row>(read, delta.oDataDeltaLink)).value, []);
  });

  it('creates, retrieves, updates, upserts and deletes', async () => {
    const id = await client.create<Row, string>({
      collection: 'contacts',
      data: { firstname: 'Grace', lastname: 'Hopper' },
    });
    const update = { collection: 'contacts', key: id, data: { jobtitle: 'Admiral', gendercode: 2 } };
    await client.update(update);
    const row = await client.retrieve<Row>({
      collection: 'contacts',
      key: id,
      select: ['fullname', 'jobtitle', 'gendercode'],
    });
    assert.deepEqual([row['fullname'], row['jobtitle'], row['gendercode']], ['Grace Hopper', 'Admiral', 2]);
    const upserted = await client.upsert<Row>({
      collection: 'contacts',
      key: id,
      data: { lastname: 'Murray Hopper' },
      returnRepresentation: true,
    });
    assert.equal(upserted['lastname'], 'Murray Hopper');
    await client.deleteRecord({ collection: 'contacts', key: id });
    await assert.rejects(client.retrieve({ collection: 'contacts', key: id, select: ['fullname'] }), { status: 404 });
    await assert.rejects(client.update(update), { status: 404 });
  });

  it('sends batches: wholly or not at all, or on after errors', async () => {
    client.startBatch();
    void client.create<Row>({ collection: 'contacts', data: { lastname: 'Batch one' } });
    void client.create<Row>({ collection: 'contacts', data: { lastname: 'Batch two' } });
    const made = (await client.executeBatch()) as string[];
    assert.equal(made.length, 2);
    const named = { collection: 'contacts', filter: "startswith(lastname,'Batch')", select: ['lastname'] };
    assert.deepEqual(
      (await client.retrieveMultiple<Row>(named)).value.map((row) => row['contactid']),
      made,
    );

    client.startBatch();
    void client.create<Row>({ collection: 'contacts', data: { lastname: 'Batch three' } });
    void client.create<Row>({ collection: 'contacts', data: { lastname: 5 } });
    await assert.rejects(client.executeBatch());
    assert.equal((await client.retrieveMultiple<Row>(named)).value.length, 2);
  });

  it('filters, orders and counts', async () => {
    const inactive = { collection: 'contacts', filter: 'statecode eq 1', select: ['statecode'], count: true };
    const { value, oDataCount } = await client.retrieveMultiple<Row>(inactive);
    assert.equal(value.length, oDataCount);
    assert.ok(value.length > 20 && value.every((row) => row['statecode'] === 1));
    const top = await client.retrieveMultiple<Row>({
      collection: 'contacts',
      select: ['lastname'],
      orderBy: ['lastname desc'],
      top: 3,
    });
    assert.equal(top.value?.length, 3);
  });

  it('reads the definition of the table', async () => {
    const table = await client.retrieveEntity<Row>({
      key: "LogicalName='contact'",
      select: ['EntitySetName', 'ChangeTrackingEnabled'],
    });
    assert.deepEqual([table['EntitySetName'], table['ChangeTrackingEnabled']], ['contacts', true]);
    const id = String(table['MetadataId']);
    const choices = await client.retrieveAttributes<Row>({
      entityKey: id,
      castType: 'Microsoft.Dynamics.CRM.PicklistAttributeMetadata',
      select: ['LogicalName'],
      expand: [{ property: 'OptionSet', select: ['Options'] }],
    });
    assert.ok(choices.value?.some((row) => row['LogicalName'] === 'gendercode'));
  });
});

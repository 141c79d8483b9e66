import assert from 'node:assert/strict';
import { type DataverseApi, dataverseApi, type Json } from '../support/dataverseApi.js';
import { type Sandbox, sandbox } from '../support/sandbox.js';

const contact = "EntityDefinitions(LogicalName='contact')";
const cast = (type: string) => `${contact}/Attributes/Microsoft.Dynamics.CRM.${type}AttributeMetadata`;
const called = (rows: readonly Json[], name: string) =>
  rows.find((row) => row['LogicalName'] === name) ?? assert.fail(name);

describe('the sandbox: metadata', () => {
  let own: Sandbox;
  let api: DataverseApi;
  before(async () => {
    own = await sandbox();
    api = await dataverseApi(own.url());
  });
  after(() => own.stop());

  const list = async (path: string) => (await api.page(path)).value;

  it('lists tables and finds those that are tracked', async () => {
    const all = await list('EntityDefinitions?$select=LogicalName,EntitySetName');
    assert.ok(all.length >= 4);
    assert.deepEqual(Object.keys(all[0] ?? {}).sort(), ['EntitySetName', 'LogicalName', 'MetadataId']);
    const tracked = await list(
      'EntityDefinitions?$select=LogicalName&$filter=ChangeTrackingEnabled%20eq%20true%20and%20CanChangeTrackingBeEnabled/Value%20eq%20true',
    );
    assert.deepEqual(tracked.map((table) => table['LogicalName']).sort(), [
      'account',
      'contact',
      'new_loyalty',
      'new_loyaltytransaction',
      'new_store',
      'systemuser',
    ]);
    assert.deepEqual(await list('EntityDefinitions?$filter=IsActivity%20eq%20true'), []);
    assert.deepEqual(await api.refusal('GET', 'EntityDefinitions?$top=1'), [400, '0x80060888']);
  });

  it('describes one table, by name or by id', async () => {
    const table = await api.get(
      `${contact}?$select=EntitySetName,PrimaryIdAttribute,PrimaryNameAttribute,ChangeTrackingEnabled,DisplayName,IsOptimisticConcurrencyEnabled`,
    );
    assert.deepEqual(
      [
        table['EntitySetName'],
        table['PrimaryIdAttribute'],
        table['PrimaryNameAttribute'],
        table['ChangeTrackingEnabled'],
      ],
      ['contacts', 'contactid', 'fullname', true],
    );
    assert.equal(((table['DisplayName'] as Json)['UserLocalizedLabel'] as Json)['Label'], 'Contact');
    const byId = await api.get(`EntityDefinitions(${String(table['MetadataId'])})?$select=LogicalName`);
    assert.equal(byId['LogicalName'], 'contact');
    assert.equal((await api.refusal('GET', "EntityDefinitions(LogicalName='nobody')"))[0], 404);
  });

  it('describes columns, the unselectable twins among them', async () => {
    const select =
      '$select=LogicalName,SchemaName,DisplayName,AttributeType,AttributeTypeName,AttributeOf,IsPrimaryId,IsValidForRead,IsValidForCreate,IsValidForUpdate,RequiredLevel';
    const columns = await list(`${contact}/Attributes?${select}`);
    const seen = (name: string) => {
      const { AttributeType, AttributeTypeName, AttributeOf, IsValidForCreate, IsValidForUpdate } = called(
        columns,
        name,
      );
      return [AttributeType, (AttributeTypeName as Json)['Value'], AttributeOf, IsValidForCreate, IsValidForUpdate];
    };
    assert.deepEqual(seen('firstname'), ['String', 'StringType', null, true, true]);
    assert.deepEqual(seen('gendercode'), ['Picklist', 'PicklistType', null, true, true]);
    assert.deepEqual(seen('gendercodename'), ['Virtual', 'VirtualType', 'gendercode', false, false]);
    assert.deepEqual(seen('parentcustomerid'), ['Customer', 'CustomerType', null, true, true]);
    assert.deepEqual(seen('acme_interests'), ['Virtual', 'MultiSelectPicklistType', null, true, true]);
    assert.deepEqual(seen('statecode'), ['State', 'StateType', null, false, true]);
    assert.deepEqual(seen('fullname'), ['String', 'StringType', null, false, false]);
    assert.equal(called(columns, 'contactid')['IsPrimaryId'], true);
    assert.deepEqual((called(columns, 'lastname')['RequiredLevel'] as Json)['Value'], 'ApplicationRequired');
    for (const name of [
      'donotemail',
      'donotbulkemail',
      'donotphone',
      'donotfax',
      'donotpostalmail',
      'donotbulkpostalmail',
      'donotsendmm',
    ])
      assert.equal(seen(name)[0], 'Boolean');
    assert.deepEqual(await api.refusal('GET', `${contact}/Attributes?$select=MaxLength`), [400, '0x80060888']);
  });

  it('tells more of each type behind a cast', async () => {
    assert.equal(
      called(await list(`${cast('String')}?$select=LogicalName,MaxLength,FormatName`), 'emailaddress1')['MaxLength'],
      100,
    );
    assert.equal(
      called(await list(`${cast('Memo')}?$select=LogicalName,MaxLength`), 'description')['MaxLength'],
      2_000,
    );
    assert.equal(called(await list(`${cast('Money')}?$select=LogicalName,Precision`), 'annualincome')['Precision'], 2);
    assert.equal(
      called(await list(`${cast('Decimal')}?$select=LogicalName,Precision`), 'acme_discount')['Precision'],
      2,
    );
    const dates = await list(`${cast('DateTime')}?$select=LogicalName,DateTimeBehavior,Format`);
    assert.deepEqual(called(dates, 'birthdate')['DateTimeBehavior'], { Value: 'DateOnly' });
    assert.deepEqual(called(dates, 'acme_nextappointment')['DateTimeBehavior'], { Value: 'TimeZoneIndependent' });
    const lookups = await list(`${cast('Lookup')}?$select=LogicalName,Targets`);
    assert.deepEqual(called(lookups, 'parentcustomerid')['Targets'], ['account', 'contact']);
    for (const type of ['Integer', 'BigInt', 'Double', 'UniqueIdentifier'])
      assert.ok((await list(`${cast(type)}?$select=LogicalName`)).length > 0, type);
    assert.deepEqual(await api.refusal('GET', cast('Enum')), [400, '0x80060888']);
  });

  it('gives the options of choices', async () => {
    const options = async (type: string, name: string, member = 'OptionSet') => {
      const path = `${cast(type)}?$select=LogicalName&$expand=OptionSet($select=Options),GlobalOptionSet($select=Options)`;
      const set = called(await list(path), name)[member] as Json;
      return (set['Options'] as Json[]).map(({ Value, Label }) => [
        Value,
        ((Label as Json)['UserLocalizedLabel'] as Json)['Label'],
      ]);
    };
    assert.deepEqual(await options('Picklist', 'gendercode'), [
      [1, 'Male'],
      [2, 'Female'],
    ]);
    assert.deepEqual((await options('Picklist', 'acme_preferredlanguage', 'GlobalOptionSet'))[1], [2, 'French']);
    assert.deepEqual((await options('MultiSelectPicklist', 'acme_interests'))[0], [1, 'Sports']);
    assert.deepEqual(await options('State', 'statecode'), [
      [0, 'Active'],
      [1, 'Inactive'],
    ]);
    assert.deepEqual(await options('Status', 'statuscode'), [
      [1, 'Active'],
      [2, 'Inactive'],
    ]);
    const flags = await list(`${cast('Boolean')}?$select=LogicalName&$expand=OptionSet`);
    const { TrueOption, FalseOption } = called(flags, 'donotsendmm')['OptionSet'] as {
      TrueOption: Json;
      FalseOption: Json;
    };
    assert.deepEqual([TrueOption['Value'], FalseOption['Value']], [1, 0]);
    const one = await api.get("GlobalOptionSetDefinitions(Name='acme_language')");
    assert.equal((one['Options'] as Json[]).length, 12);
  });

  it('gives keys and the navigation properties to bind', async () => {
    assert.deepEqual(await list(`${contact}/Keys?$select=LogicalName,KeyAttributes,EntityKeyIndexStatus`), []);
    const path = `${contact}/ManyToOneRelationships?$select=SchemaName,ReferencedEntity,ReferencingAttribute,ReferencingEntityNavigationPropertyName&$filter=ReferencingAttribute%20eq%20'parentcustomerid'`;
    const bound = (await list(path)).map((row) => [
      row['ReferencedEntity'],
      row['ReferencingEntityNavigationPropertyName'],
    ]);
    assert.deepEqual(bound, [
      ['account', 'parentcustomerid_account'],
      ['contact', 'parentcustomerid_contact'],
    ]);
  });

  it('follows changes of the schema at run time', async () => {
    const names = async () =>
      (await list(`${contact}/Attributes?$select=LogicalName`)).map((row) => row['LogicalName']);
    await own.control.post('/columns/add', { name: 'acme_shoesize', type: 'Integer' });
    assert.ok((await names()).includes('acme_shoesize'));
    const id = await api.create({ lastname: 'Foot', acme_shoesize: 43 });
    assert.equal((await api.get(`contacts(${id})?$select=acme_shoesize`))['acme_shoesize'], 43);
    await own.control.post('/columns/remove/acme_shoesize');
    assert.ok(!(await names()).includes('acme_shoesize'));
    assert.deepEqual(await api.refusal('GET', 'contacts?$select=acme_shoesize'), [400, '0x80060888']);
    await own.control.post('/options/add', { column: 'gendercode', value: 3, label: 'Other' });
    assert.ok(await api.create({ lastname: 'Third', gendercode: 3 }));
  });

  it('has a service document', async () => {
    assert.ok((await list('')).some((set) => set['name'] === 'contacts'));
  });
});

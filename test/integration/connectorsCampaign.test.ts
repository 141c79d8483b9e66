import assert from 'node:assert/strict';
import { CannotGoOn, PassesByItself, RecordRefused } from '../../src/core/problems/failures.js';
import {
  byPath,
  collection,
  open,
  replying,
  type ScriptedCampaign,
  scriptedCampaign,
  storedProfile,
} from '../support/campaignScript.js';

const body = { externalId: 'k1', firstName: 'Noor', location: { city: 'Gent' } };
const engine = (text: string) => replying(500, text);

describe('connectors: Campaign’s records', () => {
  let scripted: ScriptedCampaign;
  beforeEach(async () => {
    scripted = await scriptedCampaign();
  });
  afterEach(() => scripted.close());
  const destination = () => scripted.campaign.destination;
  const find = async (key = 'k1') => {
    const found = await destination().find(byPath, key, open);
    assert.ok(found);
    return found;
  };

  it('are created with one call that carries token, API key and no cookie', async () => {
    scripted.replies.push(replying(201, storedProfile, { 'set-cookie': 'affinity=1' }));
    assert.equal(await destination().create(byPath, 'k1', body, open), 'created');
    assert.equal(await destination().create(byPath, 'k1', body, open), 'created');
    const [first, second] = scripted.calls();
    assert.ok(first && second);
    assert.equal(`${first.method} ${first.url}`, `POST ${collection}`);
    assert.deepEqual(JSON.parse(first.body), body);
    assert.equal(first.headers.authorization, 'Bearer t1');
    assert.equal(first.headers['x-api-key'], 'client');
    assert.equal(first.headers['content-type'], 'application/json');
    assert.equal(second.headers.cookie, undefined);
  });

  it('exist when their key is taken', async () => {
    scripted.replies.push(
      engine('PGS-220000 ... violates unique constraint ... Key (sexternalid)=(k1) already exists.'),
    );
    assert.equal(await destination().create(byPath, 'k1', body, open), 'exists');
  });

  it('are found by their key in the path, which is encoded', async () => {
    scripted.replies.push(replying(200, { ...storedProfile, externalId: 'a/b?c' }));
    const found = await destination().find(byPath, 'a/b?c', open);
    assert.equal(found?.body['firstName'], 'Noor');
    assert.equal(scripted.calls()[0]?.url, `${collection}/a%2Fb%3Fc`);
  });

  it('are found wrapped in content as well, and whatever the case of their key', async () => {
    scripted.replies.push(replying(200, { content: [storedProfile] }));
    assert.ok(await destination().find(byPath, 'K1', open));
  });

  it('are absent when no document has the key', async () => {
    scripted.replies.push(replying(404, "RST-360011 Unable to find document with path 'k1'"));
    assert.equal(await destination().find(byPath, 'k1', open), null);
  });

  it('are never mistaken for another record', async () => {
    scripted.replies.push(replying(200, { ...storedProfile, externalId: 'another' }));
    await assert.rejects(find(), (error) => error instanceof CannotGoOn && error.code === 'campaign-key-wrong');
    scripted.replies.push(engine("XTK-170036 Unable to parse expression 'k1'"));
    await assert.rejects(find(), (error) => error instanceof CannotGoOn && error.code === 'campaign-key-wrong');
  });

  it('are found by a filter', async () => {
    const lookup = { ...byPath, by: { by: 'filter', filter: 'byCrm', parameter: 'crmId_parameter' } as const };
    const search = () => destination().find(lookup, 'k1', open);
    scripted.replies.push(replying(200, { content: [storedProfile] }), replying(200, { content: [] }));
    assert.equal((await search())?.body['firstName'], 'Noor');
    assert.equal(scripted.calls()[0]?.url, `${collection}/byCrm?crmId_parameter=k1&_lineCount=2`);
    assert.equal(await search(), null);
    scripted.replies.push(replying(200, { content: [storedProfile, storedProfile] }));
    await assert.rejects(
      search(),
      (error) => error instanceof RecordRefused && error.code === 'campaign-key-not-unique',
    );
    scripted.replies.push(replying(200, { content: [{ ...storedProfile, externalId: 'anybody' }] }));
    await assert.rejects(search(), (error) => error instanceof CannotGoOn && error.code === 'campaign-filter-wrong');
  });

  it('are changed and deleted by their href, on the configured address whatever host it names', async () => {
    const found = await find();
    assert.equal(await destination().patch(found, { firstName: 'Ada' }, open), true);
    scripted.replies.push(replying(204));
    assert.equal(await destination().remove(found, open), true);
    assert.deepEqual(
      scripted.calls().map(({ method, url }) => `${method} ${url}`),
      [`GET ${collection}/k1`, `PATCH ${collection}/@p1`, `DELETE ${collection}/@p1`],
    );
  });

  it('are gone when a change or a delete meets 404', async () => {
    const found = await find();
    scripted.replies.push(replying(404, 'RST-360011 Unable to find document'), replying(404));
    assert.equal(await destination().patch(found, { firstName: 'Ada' }, open), false);
    assert.equal(await destination().remove(found, open), false);
  });

  it('cannot be created where the resource is not there: that is no record’s fault, unless it names another one', async () => {
    scripted.replies.push(replying(404));
    await assert.rejects(destination().create(byPath, 'k1', body, open), (error) => {
      assert.ok(error instanceof CannotGoOn, String(error));
      assert.deepEqual([error.code, error.scope], ['campaign-resource-unknown', 'lane']);
      return true;
    });
    scripted.replies.push(replying(404));
    const links = { cusAccount: { PKey: 'a1' }, orgUnit: { PKey: 'o1' } };
    await assert.rejects(destination().create(byPath, 'k1', { ...body, ...links }, open), (error) => {
      assert.ok(error instanceof RecordRefused, String(error));
      assert.deepEqual([error.code, error.params['field']], ['campaign-parent-missing', 'cusAccount, orgUnit']);
      return true;
    });
  });

  it('are looked up again, once, when Campaign no longer knows their PKey', async () => {
    const found = await find();
    const stale = engine("XTK-170036 Unable to parse expression '@p1'");
    const moved = { ...storedProfile, PKey: '@p2', href: `${storedProfile.href.slice(0, -1)}2` };
    scripted.replies.push(stale, replying(200, moved));
    assert.equal(await destination().patch(found, { firstName: 'Ada' }, open), true);
    assert.equal(scripted.calls().at(-1)?.url, `${collection}/@p2`);
    scripted.replies.push(stale, replying(200, moved), stale);
    await assert.rejects(destination().patch(found, { firstName: 'Ada' }, open), RecordRefused);
    scripted.replies.push(stale, replying(404));
    assert.equal(await destination().remove(found, open), false);
  });

  it('are refused for good with a reason and without their values', async () => {
    scripted.replies.push(engine("RST-360011 Value 'Zebulon' is not valid for the 'firstName' enumeration"));
    await assert.rejects(destination().create(byPath, 'k1', { firstName: 'Zebulon' }, open), (error) => {
      assert.ok(error instanceof RecordRefused);
      assert.equal(error.code, 'campaign-enumeration');
      assert.equal(error.params['field'], 'firstName');
      assert.ok(!JSON.stringify([error, error.message, error.stack]).includes('Zebulon'));
      return true;
    });
  });

  it('park their lane when a mapped field is gone', async () => {
    scripted.replies.push(
      engine("RST-360011 attribute 'firstName' unknown (see definition of schema 'nms:recipient')"),
    );
    await assert.rejects(destination().create(byPath, 'k1', body, open), (error) => {
      assert.ok(error instanceof CannotGoOn);
      assert.deepEqual(
        [error.code, error.scope, error.params['field']],
        ['campaign-field-unknown', 'lane', 'firstName'],
      );
      return true;
    });
  });

  it('are not followed to where a redirect points', async () => {
    scripted.replies.push(replying(302, '', { location: 'https://evil.example/' }));
    await assert.rejects(find(), (error) => error instanceof PassesByItself && error.code === 'campaign-odd-answer');
    assert.equal(scripted.calls().length, 1);
  });
});

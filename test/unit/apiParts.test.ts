import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { deadlineIn } from '../../src/api/deadline.js';
import { isLoopback } from '../../src/api/guards/loopback.js';
import { bodyDepth, sharedReadsKept } from '../../src/api/limits.js';
import { asProblem } from '../../src/api/problems/asProblem.js';
import { beyondDepth } from '../../src/api/problems/depth.js';
import { documentMistakes } from '../../src/api/problems/documentMistakes.js';
import { problemDetails } from '../../src/api/problems/problemDetails.js';
import { entityTag, ifMatch } from '../../src/api/routes/entityTag.js';
import { createSharedReads } from '../../src/api/sharedReads.js';
import { fromStore } from '../../src/api/storeAccess.js';
import { configSchemas } from '../../src/core/config/index.js';
import { maxFilterDepth } from '../../src/core/filter/limits.js';
import { CannotGoOn, PassesByItself } from '../../src/core/problems/failures.js';
import { pointerTo } from '../../src/core/problems/mistake.js';
import { collectGarbage } from '../support/garbage.js';
import { until } from '../support/until.js';

describe('an entity tag', () => {
  it('is satisfied by its own version, a list with it and the star, never by a weak or bare one', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (version, other) => {
        const tag = entityTag(version);
        assert.ok(ifMatch(tag)(version) && ifMatch(`"x", ${tag}`)(version) && ifMatch(' * ')(version));
        assert.equal(ifMatch(tag)(other), version === other);
        assert.ok(!ifMatch(`W/${tag}`)(version) && !ifMatch(`v${version}`)(version) && !ifMatch('')(version));
      }),
    );
  });
});

describe('a JSON pointer', () => {
  it('leads back to the value, whatever the names', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 5 }), (path) => {
        const steps = pointerTo(path).split('/').slice(1);
        assert.deepEqual(
          steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')),
          path,
        );
      }),
    );
  });
});

describe('loopback hosts', () => {
  it('are this machine’s addresses and its name, in every form of a header', () => {
    for (const host of ['127.0.0.1', '127.9.8.7', 'localhost', 'LocalHost', '::1', '[::1]', '0:0:0:0:0:0:0:1'])
      assert.ok(isLoopback(host), host);
  });
  it('are nothing else', () => {
    for (const host of [
      '0.0.0.0',
      '::',
      '10.0.0.1',
      '128.0.0.1',
      'localhost.evil.example',
      '127.0.0.1.nip.io',
      '',
      '127.1',
    ])
      assert.ok(!isLoopback(host), host);
  });
});

describe('shared reads', () => {
  it('are made once for many who ask at once, kept for their time, and made anew afterwards', async () => {
    let now = 0;
    let reads = 0;
    const shared = createSharedReads(
      1_000,
      () => now,
      () => Promise.resolve((reads += 1)),
    );
    assert.deepEqual(await Promise.all([shared.get('a'), shared.get('a'), shared.get('a')]), [1, 1, 1]);
    now = 999;
    assert.equal(await shared.get('a'), 1);
    assert.equal(await shared.get('b'), 2);
    now = 1_000;
    assert.equal(await shared.get('a'), 3);
  });

  it('are not kept when they failed', async () => {
    let fails = true;
    const shared = createSharedReads(1_000, Date.now, () =>
      fails ? Promise.reject(new Error('away')) : Promise.resolve('there'),
    );
    await assert.rejects(shared.get('a'));
    fails = false;
    assert.equal(await shared.get('a'), 'there');
  });

  it('are let go when many others came after, and when they are old', async () => {
    let reads = 0;
    const shared = createSharedReads(60_000, Date.now, () => Promise.resolve((reads += 1)));
    for (let table = 0; table <= sharedReadsKept; table += 1) await shared.get(`table ${table}`);
    assert.equal(await shared.get(`table ${sharedReadsKept}`), sharedReadsKept + 1);
    assert.equal(await shared.get('table 0'), sharedReadsKept + 2, 'it was read anew');
    const refs: WeakRef<object>[] = [];
    const brief = createSharedReads(10, Date.now, () => {
      const table = { columns: [] };
      refs.push(new WeakRef(table));
      return Promise.resolve(table);
    });
    await brief.get('table');
    const isGone = () => {
      collectGarbage();
      return refs[0]?.deref() === undefined;
    };
    await until(isGone, { what: 'nobody has it any more' });
  });

  it('begin after a change that was told by `forget`, even while one is under way', async () => {
    let value = 'old';
    const shared = createSharedReads(1_000, Date.now, async () => {
      const seen = value;
      await sleep(1);
      return seen;
    });
    const early = shared.get('a');
    value = 'new';
    shared.forget('a');
    assert.deepEqual([await early, await shared.get('a')], ['old', 'new']);
  });
});

describe('the depth of a document', () => {
  it('is measured without a recursion that a document could exhaust', () => {
    let document: unknown = 1;
    for (let level = 0; level < 200_000; level += 1) document = [document];
    assert.equal(beyondDepth(64, document)?.length, 65);
    assert.equal(beyondDepth(64, { a: [{ b: null }, 'text'] }), null);
    assert.deepEqual(beyondDepth(2, { c: 1, a: ['text', { b: null }] }), ['a', '1', 'b']);
    assert.deepEqual(beyondDepth(0, [7]), ['0']);
  });
});

describe('the mistakes of a document', () => {
  const mistakesIn = (document: unknown) => {
    const { error } = configSchemas.ingress.safeParse(document);
    return documentMistakes(document, error?.issues ?? []).map(({ pointer, code }) => `${pointer} ${code}`);
  };
  const mapping = {
    id: 'contact',
    dynamicsTable: 'contact',
    campaignResource: 'profile',
    idField: { column: 'contactid', field: 'externalId' },
    fields: [],
  };

  it('are told all at once, those of single fields and those between them', () => {
    const twice = { ...mapping, applyDeletes: 'yes', replacements: [{ column: 'x', existingValue: 1, newValue: 2 }] };
    assert.deepEqual(mistakesIn({ mappings: [mapping, twice] }).sort(), [
      '/mappings/1/applyDeletes type-wrong',
      '/mappings/1/campaignResource already-used',
      '/mappings/1/dynamicsTable already-used',
      '/mappings/1/id already-used',
      '/mappings/1/replacements/0/column replacement-unmapped',
    ]);
  });

  it('are found inside the branch that was meant', () => {
    const conditions = [
      { column: 'a', comparison: 'is', value: 1 },
      { join: 'and', conditions: [{ column: 'B C', comparison: 'equals' }] },
      { join: 'nor', conditions: [{ column: 'a', comparison: 'equals' }] },
      7,
    ];
    const filter = { join: 'or', conditions };
    assert.deepEqual(mistakesIn({ mappings: [{ ...mapping, filter }] }).sort(), [
      '/mappings/0/filter/conditions/0/comparison value-not-offered',
      '/mappings/0/filter/conditions/1/conditions/0/column bad-column-name',
      '/mappings/0/filter/conditions/2/join value-not-offered',
      '/mappings/0/filter/conditions/3 value-wrong',
    ]);
  });

  it('tell a filter that is nested too deep, whatever the systems say', () => {
    const nested = (depth: number): object =>
      depth === 0 ? { column: 'a', comparison: 'in', value: ['x'] } : { join: 'and', conditions: [nested(depth - 1)] };
    const document = (depth: number) => ({ mappings: [{ ...mapping, filter: nested(depth) }] });
    assert.deepEqual(mistakesIn(document(maxFilterDepth)), []);
    assert.equal(beyondDepth(bodyDepth, document(maxFilterDepth)), null);
    const inside = '/conditions/0'.repeat(maxFilterDepth);
    assert.deepEqual(mistakesIn(document(maxFilterDepth + 1)), [`/mappings/0/filter${inside} filter-too-deep`]);
    assert.ok(beyondDepth(bodyDepth, document(maxFilterDepth + 1)));
  });

  it('are found in any document without a fault of our own', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (fields, idField, filter) => {
        for (const document of [
          fields,
          { mappings: fields },
          { mappings: [{ ...mapping, fields, idField, filter }] },
        ]) {
          const { success } = configSchemas.ingress.safeParse(document);
          assert.equal(mistakesIn(document).length > 0, !success);
        }
      }),
    );
  });
});

describe('the database’s errors', () => {
  const asked = (code: string) =>
    fromStore(deadlineIn(1_000), Promise.reject(Object.assign(new Error('no'), { code })));

  it('are an outage where the server ended the connection or the transaction, and nothing else is', async () => {
    for (const code of ['57P01', '08006', '53300', '25P03', 'ECONNRESET'])
      await assert.rejects(asked(code), PassesByItself, code);
    for (const code of ['23505', '42601', '25P02', '40001'])
      await assert.rejects(asked(code), (error) => !(error instanceof PassesByItself), code);
  });
});

describe('an error as an answer', () => {
  it('is 503 with the time to wait when it passes by itself, 502 when a system refuses us', () => {
    const limited = asProblem(new PassesByItself('dynamics-limited', { retryAfterMs: 61_500 }));
    assert.deepEqual(
      [limited.status, limited.code, limited.headers],
      [503, 'dynamics-limited', { 'Retry-After': '62' }],
    );
    const refused = asProblem(new CannotGoOn('dynamics-secret-wrong', { scope: 'workflow' }));
    assert.deepEqual([refused.status, refused.code], [502, 'dynamics-secret-wrong']);
  });

  it('is 500 without a word of its own when nobody expected it', () => {
    const problem = asProblem(new Error('duplicate key (email)=(someone@example.org)'));
    assert.deepEqual([problem.status, problem.code, problem.params], [500, 'request-failed', {}]);
    assert.equal(problemDetails(problem, 'id', 'en').detail, 'Something went wrong inside Passerelle.');
  });
});

import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { configSchemas } from '../../src/core/config/index.js';
import { contactToProfile } from '../../src/core/mapping/contactToProfile.js';
import { describeProblem } from '../../src/core/problems/describe.js';
import { optOutConflicts } from '../../src/core/rules/optOutConflicts.js';
import { sameDocument } from '../../src/core/rules/pendingChanges.js';
import { startProblem } from '../../src/core/rules/startable.js';
import { mappingOf } from './mappingFixtures.js';

const pair = { column: 'donotemail', field: 'denyListEmail' as const };

describe('startProblem', () => {
  const egress = (chosen: object) => startProblem('egress', configSchemas.egress.parse(chosen))?.code;
  const optInOut = (chosen: object) => startProblem('optInOut', configSchemas.optInOut.parse(chosen))?.code;

  it('lets ingress start once it has a table mapping', () => {
    assert.equal(startProblem('ingress', { mappings: [] })?.code, 'no-table-mapping');
    assert.equal(startProblem('ingress', { mappings: [contactToProfile] }), null);
  });

  it('refuses egress without event types, and says that it is not there yet with them', () => {
    assert.equal(egress({}), 'no-event-type');
    for (const one of ['sends', 'clicks', 'opens', 'bounces'])
      assert.equal(egress({ [one]: true }), 'not-available-yet');
  });

  it('refuses Opt-In/Out with the reason of its direction', () => {
    assert.equal(optInOut({}), 'opt-in-out-disabled');
    assert.equal(optInOut({ direction: 'dynamicsToCampaign', pairs: [pair] }), 'opt-in-out-runs-in-ingress');
    assert.equal(optInOut({ direction: 'bidirectional' }), 'opt-in-out-without-pairs');
    assert.equal(optInOut({ direction: 'campaignToDynamics', pairs: [pair] }), 'not-available-yet');
  });

  it('has words for every reason', () => {
    const reason = startProblem('ingress', { mappings: [] }) ?? assert.fail();
    assert.match(describeProblem(reason, 'fr').sentence, /mapping/);
    assert.notEqual(describeProblem(reason, 'en').remedy, '');
  });
});

describe('sameDocument', () => {
  it('compares contents, whatever the order of keys', () => {
    assert.equal(sameDocument({ a: 1, b: { c: [1, 2] } }, { b: { c: [1, 2] }, a: 1 }), true);
    assert.equal(sameDocument({ a: undefined, b: 1 }, { b: 1 }), true);
  });

  it('takes the order of lists, types and members seriously', () => {
    assert.equal(sameDocument([1, 2], [2, 1]), false);
    assert.equal(sameDocument({ a: 1 }, { a: '1' }), false);
    assert.equal(sameDocument({ a: null }, {}), false);
    assert.equal(sameDocument({}, []), false);
    assert.equal(sameDocument([], { length: 0 }), false);
    assert.equal(sameDocument({ a: 1 }, { b: 1 }), false);
    assert.equal(sameDocument(JSON.parse('{"__proto__":1}'), {}), false);
    assert.equal(sameDocument(null, {}), false);
  });

  it('finds every document the same as its copy with shuffled keys, and as no other', () => {
    const turned = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(turned);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, member]) => [key, turned(member)]),
      );
    };
    const plain = (document: unknown): unknown => JSON.parse(JSON.stringify(document));
    fc.assert(fc.property(fc.jsonValue(), (document) => assert.ok(sameDocument(document, turned(document)))));
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        if (sameDocument(a, b)) assert.deepEqual(plain(a), plain(b));
      }),
    );
  });
});

describe('optOutConflicts', () => {
  const ingress = {
    mappings: [
      mappingOf([['firstname', 'denyListEmail']], { campaignResource: 'cusOrder' }),
      mappingOf([
        ['firstname', 'firstName'],
        ['donotemail', 'blackListEmail'],
        ['donotphone', 'ccpaOptOut'],
      ]),
    ],
  };
  const pairs = [{ column: 'donotfax', field: 'denyListFax' as const }, pair];

  it('points to both sides of a field that is paired and mapped, by either of its names', () => {
    for (const direction of ['campaignToDynamics', 'bidirectional'] as const)
      assert.deepEqual(optOutConflicts(ingress, { direction, pairs }), {
        ingress: ['/mappings/1/fields/1/field'],
        optInOut: ['/pairs/1/field'],
      });
  });

  it('has nothing against mapped opt-outs in the directions that use no pairs', () => {
    for (const direction of ['disabled', 'dynamicsToCampaign'] as const)
      assert.deepEqual(optOutConflicts(ingress, { direction, pairs }), { ingress: [], optInOut: [] });
  });
});

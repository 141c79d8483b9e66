import assert from 'node:assert/strict';
import { ingressConfig } from '../../src/core/config/ingress.js';
import { mappingMistakes } from '../../src/core/mapping/mistakes.js';
import { describeProblem } from '../../src/core/problems/describe.js';
import { type Linked, linked, parents, resource, table } from './linkFixtures.js';
import { guid } from './mappingFixtures.js';

describe('links of a document', () => {
  const mappings = (...list: [id: string, links: readonly Linked[]][]) => ({
    mappings: list.map(([id, links]) => ({ ...linked(links, id), dynamicsTable: id, campaignResource: `cus_${id}` })),
  });
  const found = (document: unknown) => {
    const { success, error } = ingressConfig.safeParse(document);
    return success ? [] : error.issues.map(({ path, message }) => `/${path.join('/')} ${message}`);
  };

  it('name mappings of the document, their own among them', () => {
    assert.deepEqual(
      found(
        mappings(
          ['a', [['x', 'x', 'b']]],
          ['b', [['y', 'y', 'b']]],
          [
            'c',
            [
              ['x', 'x', 'a'],
              ['y', 'y', 'b'],
            ],
          ],
        ),
      ),
      [],
    );
    assert.deepEqual(found(mappings(['a', [['x', 'x', 'nobody']]])), ['/mappings/0/fields/0/parent parent-not-mapped']);
    assert.deepEqual(found(mappings(['a', [['x', 'x', 'constructor']]])), [
      '/mappings/0/fields/0/parent parent-not-mapped',
    ]);
  });

  it('make no circle but a table’s own, and the circle is named', () => {
    const document = mappings(
      [
        'a',
        [
          ['x', 'x', 'a'],
          ['y', 'y', 'b'],
        ],
      ],
      ['b', [['x', 'x', 'c']]],
      [
        'c',
        [
          ['x', 'x', 'a'],
          ['y', 'y', 'd'],
        ],
      ],
      ['d', []],
    );
    assert.deepEqual(found(document), [
      '/mappings/0/fields/1/parent link-cycle',
      '/mappings/1/fields/0/parent link-cycle',
      '/mappings/2/fields/0/parent link-cycle',
    ]);
    const [issue] = ingressConfig.safeParse(document).error?.issues ?? [];
    assert.ok(issue?.code === 'custom');
    assert.deepEqual(issue.params, { cycle: 'a -> b -> c -> a' });
  });

  it('take a lookup to several fields only with a different parent each', () => {
    const of = (...links: Linked[]) => found(mappings(['a', links], ['b', []], ['c', []]));
    assert.deepEqual(of(['x', 'f', 'b'], ['x', 'g', 'c']), []);
    assert.deepEqual(of(['x', 'f', 'b'], ['x', 'g', 'b']), ['/mappings/0/fields/1/parent link-repeated']);
    assert.deepEqual(of(['x', 'f'], ['x', 'g', 'b']), ['/mappings/0/fields/0/column link-mixed']);
    assert.deepEqual(of(['x', 'f'], ['x', 'g']), [], 'columns that are no links may go to several fields');
  });

  it('are never replaced', () => {
    const mapping = {
      ...linked([['x', 'f', 'contact']]),
      replacements: [{ column: 'x', existingValue: null, newValue: guid }],
    };
    assert.deepEqual(found({ mappings: [mapping] }), ['/mappings/0/replacements/0/column link-replaced']);
  });

  it('do not hide other mistakes, whatever the document is', () => {
    for (const document of [null, { mappings: 1 }, { mappings: [null, 1, { id: 1, fields: [null, { parent: 1 }] }] }])
      assert.ok(found(document).length > 0);
  });
});

describe('links against metadata', () => {
  const found = (...links: Linked[]) =>
    mappingMistakes(linked(links), table, resource, parents).map(({ pointer, code }) => `${pointer} ${code}`);

  it('go from a lookup to the text field of the join, or to the link itself', () => {
    assert.deepEqual(
      found(
        ['parentcustomerid', 'cusAccountId', 'account'],
        ['managerid', 'managerId', 'contact'],
        ['parentcustomerid', 'notes', 'contact'],
        ['parentcustomerid', 'cusAccount', 'account'],
        ['managerid', 'manager', 'contact'],
      ),
      [],
    );
  });

  it('are refused where they could not work, each with its place', () => {
    assert.deepEqual(
      found(
        ['lastname', 'cusAccountId', 'account'],
        ['managerid', 'managerId', 'account'],
        ['ownerid', 'notes', 'contact'],
        ['managerid', 'short', 'contact'],
        ['managerid', 'visits', 'contact'],
        ['managerid', 'cusAccount', 'contact'],
        ['managerid', 'manager', 'loyalty'],
        ['nobody', 'nothing', 'contact'],
      ),
      [
        '/fields/0/column link-not-a-lookup',
        '/fields/1/parent link-table-wrong',
        '/fields/2/parent link-table-wrong',
        '/fields/3/field key-field-too-short',
        '/fields/4/field link-field-wrong',
        '/fields/5/field link-resource-wrong',
        '/fields/6/parent parent-not-mapped',
        '/fields/7/column column-missing',
        '/fields/7/field field-missing',
      ],
    );
  });

  it('are told in both languages, with nothing left to fill in', () => {
    const links: Linked[] = [
      ['lastname', 'visits', 'account'],
      ['managerid', 'cusAccount', 'contact'],
      ['ownerid', 'manager', 'account'],
    ];
    for (const { code, params = {} } of mappingMistakes(linked(links), table, resource, parents))
      for (const locale of ['en', 'fr'] as const) {
        const { sentence, remedy } = describeProblem({ code, params }, locale);
        assert.doesNotMatch(sentence + remedy, /\{\w+\}/);
      }
  });
});

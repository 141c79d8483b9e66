import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { type IngressConfig, ingressConfig, type TableMapping } from '../../src/core/config/ingress.js';
import { guardrails } from '../../src/core/config/settings.js';
import { describeProblem } from '../../src/core/problems/describe.js';
import type { Mistake } from '../../src/core/problems/mistake.js';
import { fixedTableMistakes } from '../../src/core/rules/fixedTables.js';
import { guardrailMistakes, limitsUsed, limitsUsedView } from '../../src/core/rules/guardrails.js';
import { linkNotes } from '../../src/core/rules/linkNotes.js';
import { mappingOf } from './mappingFixtures.js';

const mapping = (id: string, parents: readonly string[] = [], more: Partial<TableMapping> = {}): TableMapping => ({
  ...mappingOf([], { id, dynamicsTable: id, campaignResource: `cus_${id}` }),
  fields: parents.map((parent, index) => ({ column: `c${index}`, field: `f${index}`, applyUpdates: true, parent })),
  ...more,
});
const documentOf = (...mappings: TableMapping[]): IngressConfig => ({ mappings });
const told = (mistakes: readonly Mistake[]) =>
  mistakes.map(({ pointer, code, params: { count, limit } = {} }) =>
    [pointer, code, ...(count === undefined ? [] : [`${count} > ${limit}`])].join(' '),
  );
const plain = (count: number) =>
  mappingOf(Array.from({ length: count }, (_, at) => [`c${at}`, `f${at}`] as const)).fields;
const withWords = (mistakes: readonly Mistake[]) => {
  for (const { code, params = {} } of mistakes)
    for (const locale of ['en', 'fr'] as const) {
      const { sentence, remedy } = describeProblem({ code, params }, locale);
      assert.doesNotMatch(sentence + remedy, /\{\w+\}/);
    }
};

describe('guardrails', () => {
  const allowed = guardrails.parse({ customEntities: 2, columns: 3, links: 1, linkDepth: 2 });
  const found = (...mappings: TableMapping[]) => told(guardrailMistakes(documentOf(...mappings), allowed));

  it('are Adobe’s by default', () => {
    const { customEntities, columns, links, linkDepth } = guardrails.parse({});
    assert.deepEqual([customEntities, columns, links, linkDepth], [20, 50, 5, 2]);
  });

  it('can be raised to as many custom entities as a document may have mappings, and no further', () => {
    const most = 100;
    const mappings = Array.from({ length: most }, (_, index) => mapping(`t${index}`, [], { fields: plain(1) }));
    assert.deepEqual(ingressConfig.safeParse({ mappings }).error?.issues ?? [], []);
    assert.equal(ingressConfig.safeParse({ mappings: [...mappings, mapping('more')] }).success, false);
    assert.equal(guardrails.parse({ customEntities: most }).customEntities, most);
    assert.equal(guardrails.safeParse({ customEntities: most + 1 }).success, false);
  });

  it('count custom entities, not contact', () => {
    assert.deepEqual(found(mapping('contact'), mapping('a'), mapping('b')), []);
    assert.deepEqual(found(mapping('contact'), mapping('a'), mapping('b'), mapping('c')), [
      '/mappings too-many-custom-entities 3 > 2',
    ]);
  });

  it('count the columns of a custom entity, each once', () => {
    assert.deepEqual(found(mapping('contact', [], { fields: plain(4) })), []);
    assert.deepEqual(found(mapping('a', [], { fields: plain(3) })), []);
    assert.deepEqual(found(mapping('a', [], { fields: plain(4) })), ['/mappings/0/fields too-many-columns 4 > 3']);
    const twice = plain(3).flatMap((field) => [field, { ...field, field: `${field.field}2` }]);
    assert.deepEqual(found(mapping('a', [], { fields: twice })), []);
  });

  it('count the linked columns of a custom entity', () => {
    assert.deepEqual(found(mapping('contact', ['a', 'a']), mapping('a')), []);
    assert.deepEqual(found(mapping('contact'), mapping('a', ['contact', 'a'])), [
      '/mappings/1/fields too-many-links 2 > 1',
    ]);
  });

  it('measure how far links reach, a table’s own aside', () => {
    const chain = [mapping('contact', ['contact']), mapping('b', ['contact']), mapping('c', ['b'])];
    assert.deepEqual(found(...chain), []);
    const long = [...chain, mapping('d', ['c'])];
    assert.deepEqual(told(guardrailMistakes(documentOf(...long), { ...allowed, customEntities: 9 })), [
      '/mappings/3 links-too-deep 3 > 2',
    ]);
    assert.deepEqual(limitsUsed(documentOf(...long), allowed).linkDepth, { used: 3, allowed: 2 });
  });

  it('are shown as used and allowed', () => {
    const document = documentOf(mapping('contact', ['a']), mapping('a'), mapping('b', ['contact'], {}));
    const used = limitsUsed(document, allowed);
    assert.deepEqual(limitsUsedView.parse(used), {
      customEntities: { used: 2, allowed: 2 },
      linkDepth: { used: 2, allowed: 2 },
      mappings: [
        {
          mapping: 'a',
          columns: { used: 0, allowed: 3 },
          links: { used: 0, allowed: 1 },
          linkDepth: { used: 0, allowed: 2 },
        },
        {
          mapping: 'b',
          columns: { used: 1, allowed: 3 },
          links: { used: 1, allowed: 1 },
          linkDepth: { used: 2, allowed: 2 },
        },
      ],
    });
  });

  it('refuse exactly what is shown as more than allowed, whatever is linked with whatever', () => {
    const names = ['contact', 'a', 'b', 'c', 'd'];
    const some = fc.uniqueArray(fc.constantFrom(...names), { maxLength: 3 });
    const documents = fc
      .tuple(some, some, some, some, some)
      .map((links) => documentOf(...links.map((parents, index) => mapping(names[index] ?? '', parents))));
    fc.assert(
      fc.property(documents, (document) => {
        const used = limitsUsed(document, allowed);
        const over = ({ used: present, allowed: limit }: { used: number; allowed: number }) => present > limit;
        const mistakes = guardrailMistakes(document, allowed);
        assert.equal(
          mistakes.length > 0,
          [
            used.customEntities,
            used.linkDepth,
            ...used.mappings.flatMap(({ columns, links }) => [columns, links]),
          ].some(over),
        );
        assert.ok(used.linkDepth.used < names.length);
        withWords(mistakes);
      }),
    );
  });
});

describe('tables and ID field', () => {
  const saved = documentOf(mapping('a'), mapping('b'));
  const [a, b] = saved.mappings;
  assert.ok(a && b);

  it('are free until a mapping is saved', () => {
    assert.deepEqual(fixedTableMistakes(null, saved), []);
    assert.deepEqual(fixedTableMistakes(documentOf(a), documentOf(a, { ...b, dynamicsTable: 'x' })), []);
  });

  it('are fixed afterwards, whatever else changes', () => {
    assert.deepEqual(
      fixedTableMistakes(saved, documentOf({ ...b, applyDeletes: true }, { ...a, fields: plain(3) })),
      [],
    );
    const changed = {
      ...b,
      dynamicsTable: 'x',
      campaignResource: 'y',
      idField: { ...b.idField, column: 'k', field: 'l', unique: false, lookup: { by: 'path' as const } },
    };
    const mistakes = fixedTableMistakes(saved, documentOf(a, changed));
    assert.deepEqual(told(mistakes), [
      '/mappings/1/dynamicsTable mapping-fixed',
      '/mappings/1/campaignResource mapping-fixed',
      '/mappings/1/idField/column mapping-fixed',
      '/mappings/1/idField/field mapping-fixed',
    ]);
    assert.deepEqual(mistakes[0]?.params, { mapping: 'b', was: 'b', now: 'x' });
    withWords(mistakes);
  });

  it('let how a record is found be mended', () => {
    const lookup = { by: 'filter' as const, filter: 'byCrmId', parameter: 'crmId_parameter' };
    assert.deepEqual(
      fixedTableMistakes(saved, documentOf({ ...a, idField: { ...a.idField, lookup, unique: false } })),
      [],
    );
  });
});

describe('linkNotes', () => {
  const deletes = { applyDeletes: true };
  const found = (...mappings: TableMapping[]) => {
    const notes = linkNotes(documentOf(...mappings));
    withWords(notes);
    return told(notes);
  };

  it('say which children stay behind when their parents are deleted', () => {
    assert.deepEqual(found(mapping('a', [], deletes), mapping('b', ['a'])), [
      '/mappings/1/applyDeletes children-left-behind',
    ]);
    assert.deepEqual(found(mapping('a', [], deletes), mapping('b', ['a', 'a'], deletes), mapping('c')), []);
    assert.deepEqual(found(mapping('a'), mapping('b', ['a'], deletes), mapping('c', ['nobody'])), []);
    assert.deepEqual(found(mapping('a', ['a'], deletes)), []);
  });

  it('say which children of filtered parents stay behind, although they apply deletes', () => {
    assert.deepEqual(found(mapping('a', [], { deleteFiltered: true }), mapping('b', ['a'], deletes)), [
      '/mappings/1 children-of-filtered',
    ]);
  });
});

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalog } from '../../src/core/problems/catalog.js';
import { driftProblems } from '../../src/core/problems/driftProblems.js';
import { mappingProblems } from '../../src/core/problems/mappingProblems.js';

/** As the connectors' sources name them: a new one is held to the rule by itself. */
function parkingInConnectors(): string[] {
  const folder = 'src/connectors';
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const sources = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  return [...sources.matchAll(/forLane\('([a-z-]+)'/g)].map(([, code]) => code ?? '');
}

/** Why a mapping may stand still while its workflow runs on. */
const parking = [
  ...new Set([
    ...parkingInConnectors(),
    ...Object.keys(mappingProblems),
    ...Object.keys(driftProblems).filter((code) => !code.endsWith('-appeared')),
    'parent-not-mapped',
    'link-not-a-lookup',
    'link-table-wrong',
    'link-resource-wrong',
    'link-field-wrong',
    'dynamics-privilege-missing',
    'dynamics-tracking-off',
    'too-many-rejected',
    'too-many-deletes',
  ]),
];

describe('a mapping that stands still', () => {
  it('is told for reasons that the catalog knows', () => {
    assert.ok(parking.length > 30);
    for (const code of parking) assert.ok(Object.hasOwn(catalog, code), code);
  });

  for (const code of parking)
    it(`is told how it goes on after ${code}: Start does nothing while the workflow runs`, () => {
      const { en, fr } = catalog[code as keyof typeof catalog];
      assert.match(en[1], /resume the mapping/i);
      assert.match(fr[1], /reprenez le mapping/i);
      assert.doesNotMatch(en[1], /then start( again)?\./);
      assert.doesNotMatch(fr[1], /puis (re)?démarrez\./);
    });
});

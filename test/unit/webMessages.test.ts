import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type Message = string | Record<string, string>;
type Catalog = Record<string, Message>;

/** The page is built apart from this program, so its catalogs are read as files. */
const web = join(import.meta.dirname, '../../../web/src');
const catalogOf = (language: string) =>
  JSON.parse(readFileSync(join(web, 'i18n', `${language}.json`), 'utf8')) as Catalog;
const en = catalogOf('en');
const fr = catalogOf('fr');

const formsOf = (message: Message | undefined): [string, string][] =>
  typeof message === 'string' ? [['other', message]] : Object.entries(message ?? {});
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe('the words of the page', () => {
  it('are the same set in English and French', () => {
    assert.deepEqual(Object.keys(fr).sort(), Object.keys(en).sort());
  });

  it('take the same values in every form of both languages', () => {
    for (const [key, message] of Object.entries(en)) {
      const expected = placeholders(formsOf(message)[0]?.[1] ?? '');
      for (const [form, text] of [...formsOf(message), ...formsOf(fr[key])]) {
        assert.deepEqual(placeholders(text), expected, `${key} (${form}): ${text}`);
      }
    }
  });

  it('have every plural form of their language', () => {
    for (const [language, catalog] of Object.entries({ en, fr })) {
      const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
      for (const [key, message] of Object.entries(catalog)) {
        if (typeof message !== 'string')
          assert.deepEqual(Object.keys(message).sort(), pluralCategories.toSorted(), `${language} ${key}`);
      }
    }
  });

  it('are never empty, and French has no break before its double marks', () => {
    for (const [key, message] of [...Object.entries(en), ...Object.entries(fr)]) {
      for (const [, text] of formsOf(message)) assert.ok(text.trim(), key);
    }
    for (const [key, message] of Object.entries(fr)) {
      for (const [, text] of formsOf(message)) assert.doesNotMatch(text, / [:;?!]/, key);
    }
  });

  it('are all used', () => {
    const sources = readdirSync(web, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => readFileSync(join(web, name), 'utf8'))
      .join('\n');
    const families = [...sources.matchAll(/`([\w.]+\.)\$\{/g)].map(([, start]) => start ?? '');
    const unused = Object.keys(en).filter(
      (key) => !sources.includes(`'${key}'`) && !families.some((start) => key.startsWith(start)),
    );
    assert.deepEqual(unused, []);
  });
});

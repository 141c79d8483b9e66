import assert from 'node:assert/strict';
import { select } from './rejected.js';

/** Everything that stands in the product's tables, by table: each row as text, also with its bytes read as text. */
export async function tableTexts(databaseUrl: string): Promise<Map<string, string[]>> {
  const tables = await select<{ name: string }>(
    databaseUrl,
    "select table_name as name from information_schema.tables where table_schema = 'passerelle'",
  );
  const texts = new Map<string, string[]>();
  for (const { name } of tables) {
    const rows = await select<{ row: string }>(databaseUrl, `select t::text as row from passerelle.${name} t`);
    texts.set(
      name,
      rows.flatMap(({ row }) => [row, withoutHex(row)]),
    );
  }
  return texts;
}

/** None of the words stands in any of the texts. */
export function assertClean(where: string, texts: readonly string[], words: readonly (string | undefined)[]): void {
  for (const word of words) {
    assert.ok(word, 'there is something to look for');
    const found = texts.find((text) => text.includes(word));
    assert.equal(found && around(found, word), undefined, `${where} holds ${word}`);
  }
}

/** The bytes that stand as hexadecimal digits in a row's text. */
const withoutHex = (text: string) =>
  text.replaceAll(/\\\\?x([0-9a-f]+)/g, (_, digits: string) => Buffer.from(digits, 'hex').toString('latin1'));

const around = (text: string, word: string) =>
  text.slice(Math.max(0, text.indexOf(word) - 200), text.indexOf(word) + 100);

import assert from 'node:assert/strict';
import { get, type IncomingMessage } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import type { ProblemDetails } from '../../src/core/views.js';
import { contractOf } from '../support/apiContract.js';
import { type ApiWorld, apiWorld } from '../support/apiWorld.js';
import { collectGarbage } from '../support/garbage.js';
import { personal, type Rejection, seedLanes, seedRejected } from '../support/rejectedSeed.js';
import { until } from '../support/until.js';

const file = '/api/v1/instances/dev/workflows/ingress/rejected/export';
const key = '0c0ffee0-0000-e711-a94e-000000000001';
/** With rows of 1 KB: the whole file is 60 MB. */
const many = 50_000;

describe('the export of rejected records', function () {
  this.timeout(90_000);
  let world: ApiWorld;
  let contact: number;
  let loyalty: number;

  before(async () => {
    world = await apiWorld();
    const lanes = await seedLanes(world.database, 'contact', 'loyalty');
    contact = lanes.get('contact') ?? 0;
    loyalty = lanes.get('loyalty') ?? 0;
  });
  const clear = () => world.database.db.deleteFrom('rejected_records').execute();

  const seed = (...rejections: Rejection[]) => seedRejected(world.database, contact, rejections);
  const exported = async (query = '', headers = {}) => {
    const answer = await world.ask(`${file}${query}`, { headers });
    contractOf((await world.ask('/api/v1/openapi.json')).body as object).holds('GET', file, answer);
    assert.equal(answer.status, 200, answer.text);
    return answer;
  };

  describe('of a few', () => {
    beforeEach(clear);

    it('is a file of comma-separated values that Excel reads in its own language', async () => {
      const [id = 0] = await seed({ key });
      const answer = await exported('', { 'accept-language': 'fr-CA' });
      assert.equal(answer.headers.get('content-type'), 'text/csv; charset=utf-8');
      assert.equal(answer.headers.get('content-disposition'), 'attachment; filename="rejected-dev-ingress.csv"');
      assert.equal(
        answer.text,
        '\uFEFFid,mapping,key,rejectedAt,code,reason,remedy\n' +
          `${id},contact,${key},2026-03-01T12:00:00.000Z,campaign-email,Campaign n’accepte pas l’adresse e-mail du champ email.,` +
          'Corrigez l’adresse dans Dynamics 365 : la modification suit d’elle-même.\n',
      );
    });

    it('has its header also when there is nothing to tell', async () => {
      assert.equal((await exported()).text, '\uFEFFid,mapping,key,rejectedAt,code,reason,remedy\n');
      assert.equal((await exported('?format=jsonl')).text, '');
    });

    it('holds no cell that a spreadsheet takes for a formula, and keeps quotes and line breaks', async () => {
      const codes = ['=cmd|calc', '+1', '-1', '@sum', '\t=1', '\r=1', 'says "no"', 'two\nlines', 'a, b'];
      await seed(...codes.map((code) => ({ code })));
      const cells = cellsOf((await exported()).text).map((line) => [line[4], line[5]]);
      const told = codes.map((code) => (/^[=+\-@\t\r]/.test(code) ? `'${code.replace(/([\t\r])=/, "$1'=")}` : code));
      assert.deepEqual(cells, [['code', 'reason'], ...told.toReversed().map((code) => [code, code])]);
    });

    it('is JSON lines on demand, chosen as the list is', async () => {
      await seed({ key }, { key: key.replace('1', '2'), code: 'two\nlines "quoted"' });
      await seedRejected(world.database, loyalty, [{ key }]);
      const lines = (text: string) =>
        text
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as { code: string });
      const answer = await exported('?format=jsonl&mapping=contact');
      assert.match(answer.headers.get('content-disposition') ?? '', /"rejected-dev-ingress\.jsonl"/);
      assert.deepEqual(
        lines(answer.text).map(({ code }) => code),
        ['two\nlines "quoted"', 'campaign-email'],
      );
      assert.equal(lines((await exported(`?format=jsonl&key=${key}`)).text).length, 2);
      assert.equal(lines((await exported('?format=jsonl&to=2026-01-01T00:00:00Z')).text).length, 0);
    });

    it('adds the rows for who may see them, and says so in the audit log', async () => {
      await seed({ key, row: { lastname: `=${personal}`, note: 'one\n"two"' } }, { row: null });
      const [, none, one] = cellsOf((await exported('?rows=true&mapping=contact')).text);
      assert.deepEqual([none?.[7], one?.[7]], ['', JSON.stringify({ lastname: `=${personal}`, note: 'one\n"two"' })]);
      const lines = (await exported('?rows=true&format=jsonl')).text.trim().split('\n');
      assert.equal((JSON.parse(lines[1] ?? '') as { row: { lastname: string } }).row.lastname, `=${personal}`);
      const looks = await world.database.db
        .selectFrom('audit')
        .select('after')
        .where('what', '=', 'personal-data-seen')
        .execute();
      assert.deepEqual(
        looks.map(({ after }) => after),
        [{ rejected: 'export', mapping: 'contact' }, { rejected: 'export' }],
      );
      const hidden = await world.askMasking(`${file}?rows=true`);
      assert.deepEqual([hidden.status, (hidden.body as ProblemDetails).code], [403, 'personal-data-hidden']);
      const plain = await world.askMasking(file);
      assert.ok(plain.status === 200 && !plain.text.includes(personal));
    });

    it('holds none either where the list separator is the semicolon, as in French', async () => {
      const row = { lastname: ';=HYPERLINK("http://x.example","y")', note: 'one;+1\t=1\n=1', plain: 'a; b' };
      const codes = ['a;=1', 'b; @sum', 'c\t-1', 'd\n=1', 'says; no'];
      await seed({ row }, ...codes.map((code) => ({ code, row: null })));
      const { text } = await exported('?rows=true');
      for (const cell of text.split(/[;\t\r\n]/)) assert.doesNotMatch(cell, /^\s*"?[=+\-@]/);
      const [, ...lines] = cellsOf(text);
      assert.deepEqual(JSON.parse(lines.at(-1)?.[7] ?? ''), row);
      assert.deepEqual(
        lines.map((line) => line[4]),
        ['says; no', "d\n'=1", "c\t'-1", "b; '@sum", "a;'=1", 'campaign-email'],
      );
    });
  });

  describe('of very many', () => {
    before(async () => {
      await clear();
      const row = { lastname: personal, note: 'x'.repeat(1_000) };
      for (let count = 0; count < many; count += 5_000) await seed(...Array.from({ length: 5_000 }, () => ({ row })));
    });

    const open = (query: string) =>
      new Promise<IncomingMessage>((resolve, reject) =>
        get(`${world.url}${file}${query}`, resolve).on('error', reject),
      );

    it('is written while it is read, and little of it is in memory', async () => {
      let lines = 0;
      let bytes = 0;
      let peak = 0;
      let looked = 0;
      const used = () => {
        collectGarbage();
        const { heapUsed, external } = process.memoryUsage();
        return heapUsed + external;
      };
      const before = used();
      for await (const chunk of await open('?rows=true&format=jsonl')) {
        const part = chunk as Buffer;
        bytes += part.length;
        for (const byte of part) if (byte === 10) lines += 1;
        if (bytes < looked + 4e6) continue;
        looked = bytes;
        peak = Math.max(peak, used() - before);
      }
      assert.equal(lines, many);
      assert.ok(bytes > 60e6, `${bytes} bytes`);
      assert.ok(peak < bytes / 5, `${peak} of ${bytes} bytes were in memory`);
    });

    it('is read no further when nobody reads it, nor when it was cut off', async () => {
      const before = world.asked.statements;
      const response = await open('?rows=true&format=jsonl');
      response.pause();
      const still = async () => {
        const { statements } = world.asked;
        for (let look = 0; look < 20; look += 1) await world.ask('/healthz');
        return statements === world.asked.statements && statements;
      };
      const waiting = await until(still, { what: 'the export waits for its reader' });
      assert.ok(waiting - before < many / 1_000, `${waiting - before} statements`);
      response.destroy();
      await until(() => world.logged().includes('request aborted'), { what: 'the request has ended' });
      await turn();
      assert.equal(await until(still, { what: 'nothing is read' }), waiting);
      assert.ok(!/"level":50/.test(world.logged()), 'who leaves makes no error');
    });
  });
});

/** Comma-separated values, as a spreadsheet reads them. */
function cellsOf(text: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  for (const [, quoted, plain = '', end] of text
    .replace('\uFEFF', '')
    .matchAll(/(?:"((?:[^"]|"")*)"|([^,\n]*))(,|\n|$)/g)) {
    line.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === ',') continue;
    lines.push(line);
    line = [];
  }
  return lines.slice(0, -1);
}

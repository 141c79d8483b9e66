import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { downloadLimitMs, probeLimitMs } from './limits.js';
import type { ServerProgram } from './programs.js';
import { run } from './run.js';

const host = 'https://temporal.download/';

/** The download that @temporalio/testing makes by itself, in a process of its own because it starts the server as well. Returns the executable's path. */
export async function downloadWithSdk(program: ServerProgram, into: string, announce: () => void): Promise<string> {
  await probe();
  announce();
  const script = fileURLToPath(new URL('sdkDownload.js', import.meta.url));
  await run(process.execPath, [script, program.kind, `v${program.version}`, into], { limitMs: downloadLimitMs });
  const [made] = readdirSync(into);
  if (made === undefined) throw new Error('it left no file');
  return join(into, made);
}

async function probe(): Promise<void> {
  try {
    const answer = await fetch(host, { method: 'HEAD', signal: AbortSignal.timeout(probeLimitMs) });
    await answer.body?.cancel();
  } catch (cause) {
    throw new Error(`${host} cannot be reached`, { cause });
  }
}

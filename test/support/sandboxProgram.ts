import { Writable } from 'node:stream';
import { createProgram } from '../../sandbox/cli/program.js';

/** Works the sandbox's command line within this process; gives what it wrote. */
export async function runSandboxProgram(...args: string[]): Promise<string> {
  let said = '';
  const output = new Writable({
    write(chunk, _encoding, done) {
      said += String(chunk);
      done();
    },
  });
  await createProgram(output).parseAsync(args, { from: 'user' });
  return said;
}

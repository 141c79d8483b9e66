import { execFile } from 'node:child_process';

/**
 * Runs a short command to its end; `output` is what it wrote to standard output.
 * @throws Error with the last line that it wrote, or that it took too long
 */
export function run(
  command: string,
  args: readonly string[],
  {
    limitMs,
    env,
    uid,
    gid,
  }: { limitMs: number; env?: NodeJS.ProcessEnv; uid?: number | undefined; gid?: number | undefined },
): Promise<{ output: string }> {
  return new Promise((resolve, reject) => {
    const options = {
      timeout: limitMs,
      killSignal: 'SIGKILL',
      ...(env && { env }),
      ...(uid && { uid }),
      ...(gid && { gid }),
    } as const;
    execFile(command, args, options, (error, output, complaints) => {
      if (!error) return resolve({ output });
      if (error.killed) return reject(new Error(`${command} took more than ${limitMs / 1000} s`, { cause: error }));
      const words = complaints.trim().split('\n').at(-1) || error.message.split('\n')[0] || 'failed';
      reject(new Error(words, { cause: error }));
    });
  });
}

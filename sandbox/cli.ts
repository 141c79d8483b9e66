import { createProgram } from './cli/program.js';

createProgram(process.stdout, process.env['SANDBOX_URL'])
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`sandbox: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });

import { Command, InvalidArgumentError, Option } from 'commander';

const parts = ['load', 'changes', 'stop'] as const;
export type Part = (typeof parts)[number];

export interface BenchOptions {
  readonly contacts: number;
  /** Latency of each call to the sandbox, ms; everything is measured once per latency. */
  readonly latency: readonly number[];
  /** Loads by the floor and by Passerelle, in turn. */
  readonly pairs: number;
  readonly only?: Part;
  readonly json?: boolean;
  /** Folder that takes a CPU profile of each worker. */
  readonly profile?: string;
}

export function readOptions(args: readonly string[]): BenchOptions {
  const program = new Command('npm run bench --')
    .description(
      'Measures Passerelle against the sandbox, beside a plain script that makes the same HTTP calls.\n' +
        'Everything runs in a temporary folder on free ports. Figures go to standard output, progress to standard error.',
    )
    .option('--contacts <n>', 'contacts of the first load', count, 100_000)
    .option('--latency <ms,...>', 'latency of each call, one measurement each', latencies, [0, 40])
    .option('--pairs <n>', 'loads by the floor and by Passerelle, in turn', count, 3)
    .addOption(new Option('--only <part>', 'one part alone').choices(parts))
    .option('--json', 'print the figures as JSON instead of a table')
    .option('--profile <folder>', 'keep a CPU profile of each worker in this folder')
    .helpOption('-h, --help', 'show this help');
  return program.parse(args).opts<BenchOptions>();
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('must be a whole number from 1 on');
  return value;
}

function latencies(text: string): number[] {
  const values = text.split(',').map(Number);
  if (values.some((value) => !Number.isInteger(value) || value < 0 || value > 10_000)) {
    throw new InvalidArgumentError('must be milliseconds, separated by commas');
  }
  return values;
}

import { Argument, Command, InvalidArgumentError } from 'commander';
import { fullSize, shortSize } from './limits.js';
import type { Size } from './size.js';

const scenarios = ['load', 'changes', 'stop', 'linked', 'waiting', 'calls', 'verify'] as const;
export type Scenario = (typeof scenarios)[number];

export interface BenchOptions extends Size {
  readonly scenarios: readonly Scenario[];
  /** Latency of each call to the sandbox, ms; everything is measured once per latency. */
  readonly latency: readonly number[];
  readonly json?: boolean;
  /** Folder that takes a CPU profile of each worker. */
  readonly profile?: string;
}

const help = `
Scenarios (all of them unless some are named):
  load      a first load of contacts, beside the floor
  changes   contacts changed while the workflow is live: change to profile
  stop      stops in the middle of a first load
  linked    first loads of accounts, contacts, loyalties and transactions, beside the floor; contacts change meanwhile
  waiting   contacts made together with their loyalties and transactions: what waiting for a parent adds
  calls     a change log in which half of the changes touch nothing mapped: engine calls, beside those of Adobe's rule
  verify    both sides compared while the workflow is stopped, ${fullSize.verified} contacts with --full: memory over time`;

/** Without options a short run: it shows that all is well, and roughly how fast. */
export function readOptions(args: readonly string[]): BenchOptions {
  const program = new Command('npm run bench --')
    .description(
      'Measures Passerelle against the sandbox, beside a plain script that makes the same HTTP calls.\n' +
        'Everything runs in a temporary folder on free ports. Figures go to standard output, progress to standard error.',
    )
    .addArgument(new Argument('[scenario...]', 'what to measure').choices(scenarios))
    .option('--full', `the sizes of docs/performance.md (${sizeText(fullSize)}) instead of ${sizeText(shortSize)}`)
    .option('--latency <ms,...>', 'latency of each call, one measurement each', latencies, [0, 40])
    .option('--contacts <n>', 'contacts of a first load, and of a verification', count)
    .option('--loyalties <n>', 'their children in the linked load', count)
    .option('--transactions <n>', 'and the children of these', count)
    .option('--pairs <n>', 'loads by the floor and by Passerelle, in turn', count)
    .option('--stops <n>', 'stops in the middle of a load', count)
    .option('--seconds <n>', 'how long changes are made', count)
    .option('--json', 'print the figures as JSON instead of a table')
    .option('--profile <folder>', 'keep a CPU profile of each worker in this folder')
    .addHelpText('after', help)
    .helpOption('-h, --help', 'show this help');
  program.parse(args);
  const { full, ...given } = program.opts<Omit<BenchOptions, 'scenarios'> & { full?: true }>();
  const named = program.args as Scenario[];
  const verified = given.contacts === undefined ? {} : { verified: given.contacts };
  return { ...(full ? fullSize : shortSize), ...given, ...verified, scenarios: named.length > 0 ? named : scenarios };
}

const sizeText = ({ contacts, loyalties, transactions }: Size) =>
  `${contacts}, ${loyalties} and ${transactions} records`;

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

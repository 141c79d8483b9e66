import type { Command } from 'commander';
import { whole } from './arguments.js';
import type { Remote } from './remote.js';

/** What there is to see, and the state as a whole. */
export function addInspectCommands(program: Command, remote: () => Remote): void {
  program
    .command('status')
    .description('seed, records, memory, latencies, number of faults')
    .action(() => remote().show('GET', '/status'));
  program
    .command('counters')
    .description('requests per verb and status, what they did, engine calls')
    .option('--reset', 'set them to zero')
    .action(({ reset }: { reset?: boolean }) =>
      remote().show(reset ? 'POST' : 'GET', reset ? '/counters/reset' : '/counters'),
    );
  program
    .command('journal')
    .description('requests with what they did and what the caller was told, one a line')
    .option('--system <name>', 'only entra, dynamics, ims or campaign')
    .option('--since <seq>', 'only entries after this one', whole, 0)
    .option('--limit <n>', 'at most so many', whole, 100)
    .option('--clear', 'empty the journal instead')
    .action(({ system, since, limit, clear }: { system?: string; since: number; limit: number; clear?: boolean }) => {
      if (clear) return remote().show('DELETE', '/journal');
      const only = system === undefined ? '' : `&system=${encodeURIComponent(system)}`;
      return remote().list(`/journal?since=${since}&limit=${limit}${only}`, 'entries');
    });
  program
    .command('snapshot <system> [name]')
    .description(
      'all records of dynamics or campaign, one JSON object a line; of contact and profile unless another is named',
    )
    .action((system: string, name?: string) => {
      const query =
        name === undefined ? '' : `?${system === 'campaign' ? 'resource' : 'table'}=${encodeURIComponent(name)}`;
      return remote().stream(`/snapshot/${encodeURIComponent(system)}${query}`);
    });
  program
    .command('save')
    .description('write the state file now')
    .action(() => remote().show('POST', '/state/save'));
  program
    .command('reset')
    .description('back to the first start: seed data, no faults, no latency, empty journal')
    .action(() => remote().show('POST', '/reset'));
}

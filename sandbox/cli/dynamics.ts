import type { Command } from 'commander';
import { json, list, whole } from './arguments.js';
import type { Remote } from './remote.js';

/** What happens to the tables of Dynamics: their rows, and what they consist of. */
export function addDynamicsCommands(program: Command, remote: () => Remote): void {
  const dynamics = program.command('dynamics').description('rows and columns of the tables of Dynamics');
  const of = (table: string, command: string): string => `/tables/${encodeURIComponent(table)}${command}`;
  dynamics
    .command('tables')
    .description('the tables with their numbers of rows, and whether changes are tracked')
    .action(() => remote().list('/tables', 'tables'));
  dynamics
    .command('generate <table>')
    .description('add rows; each belongs to a row of the table that it links to')
    .argument('<count>', 'how many', whole)
    .option('--seed <number>', 'draw them from another seed', whole)
    .action((table: string, count: number, { seed }: { seed?: number }) =>
      remote().show('POST', of(table, '/generate'), { count, ...(seed !== undefined && { seed }) }),
    );
  dynamics
    .command('change <table>')
    .description('change rows, chosen by chance')
    .argument('<count>', 'how many', whole)
    .option('--columns <names>', 'logical names, parted by commas; the usual ones when left out', list)
    .option('--seed <number>', 'choose the same each time', whole)
    .action((table: string, count: number, { columns, seed }: { columns?: string[]; seed?: number }) =>
      remote().show('POST', of(table, '/change'), {
        count,
        ...(columns && { columns }),
        ...(seed !== undefined && { seed }),
      }),
    );
  dynamics
    .command('delete <table> <countOrId>')
    .description('delete so many rows, chosen by chance, or the one with this id')
    .action((table: string, what: string) =>
      /^\d+$/u.test(what)
        ? remote().show('POST', of(table, '/delete'), { count: Number(what) })
        : remote().show('DELETE', of(table, `/delete/${encodeURIComponent(what)}`)),
    );
  dynamics
    .command('put <table>')
    .description(
      'create a row, or change the one with this key, such as {"new_name":"Gold","new_contactid":"<contactid>"}',
    )
    .argument('<json>', 'columns by logical name; lookups as the id of a row', json)
    .action((table: string, columns: unknown) => remote().show('POST', of(table, '/put'), columns));
  dynamics
    .command('customize <table>')
    .description('change a table while everything runs, such as {"removeColumn":"new_points"}, {"tracking":true}')
    .argument('<json>', 'what changes (docs/sandbox.md)', json)
    .action((table: string, change: unknown) =>
      remote().show('POST', '/schema/dynamics', { ...Object(change), table }),
    );
}

import type { Command } from 'commander';
import { decimal, json, list, switched, whole } from './arguments.js';
import type { Remote } from './remote.js';

/** What happens to contacts. */
export function addContactCommands(program: Command, remote: () => Remote): void {
  program
    .command('generate')
    .description('add contacts')
    .argument('<count>', 'how many', whole)
    .option('--seed <number>', 'draw them from another seed', whole)
    .action((count: number, { seed }: { seed?: number }) =>
      remote().show('POST', '/contacts/generate', { count, ...(seed !== undefined && { seed }) }),
    );
  program
    .command('change')
    .description('change contacts, chosen by chance')
    .argument('<count>', 'how many', whole)
    .option('--columns <names>', 'logical names, parted by commas; the usual ones when left out', list)
    .action((count: number, { columns }: { columns?: string[] }) =>
      remote().show('POST', '/contacts/change', { count, ...(columns && { columns }) }),
    );
  program
    .command('delete <countOrId>')
    .description('delete so many contacts, chosen by chance, or the one with this id')
    .action((what: string) =>
      /^\d+$/u.test(what)
        ? remote().show('POST', '/contacts/delete', { count: Number(what) })
        : remote().show('POST', `/contacts/delete/${encodeURIComponent(what)}`),
    );
  program
    .command('put')
    .description('create a contact, or change the one with this contactid, such as {"lastname":"Doe"}')
    .argument('<json>', 'columns as in the Web API', json)
    .action((columns: unknown) => remote().show('POST', '/contacts/put', columns));
  program
    .command('life')
    .description('let contacts be created, changed and deleted on their own')
    .argument('<onOrOff>', 'on or off', switched)
    .option('--per-second <number>', 'events per second', decimal)
    .action((on: boolean, { perSecond }: { perSecond?: number }) =>
      remote().show('POST', '/life', { on, ...(perSecond !== undefined && { perSecond }) }),
    );
}

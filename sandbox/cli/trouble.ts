import { type Command, InvalidArgumentError } from 'commander';
import { decimal, json, whole } from './arguments.js';
import { faultOf } from './fault.js';
import type { Remote } from './remote.js';

const services = 'entra, dynamics, ims or campaign';

/** What makes life hard for clients. */
export function addTroubleCommands(program: Command, remote: () => Remote): void {
  program
    .command('latency')
    .description(`how long each request to ${services} is on its way`)
    .argument('<system>')
    .argument('<ms>', 'milliseconds', whole)
    .option('--jitter <ms>', 'up to so much more', whole)
    .action((system: string, ms: number, { jitter }: { jitter?: number }) =>
      remote().show('POST', '/latency', { system, ms, ...(jitter !== undefined && { jitterMs: jitter }) }),
    );
  addFaultCommands(program.command('fault').description('make requests fail'), remote);
  program
    .command('expire <what>')
    .description('tokens: all access tokens are refused from now on; tracking: so are all delta links')
    .option('--system <name>', 'tokens of one system only')
    .option('--table <name>', 'delta links of one table only')
    .action((what: string, { system, table }: { system?: string; table?: string }) => {
      if (what === 'tracking') return remote().show('POST', '/tracking/expire', table === undefined ? {} : { table });
      if (what === 'tokens') return remote().show('POST', '/tokens/expire', system === undefined ? {} : { system });
      throw new InvalidArgumentError('tokens or tracking');
    });
  program
    .command('clock')
    .description('move the sandbox’s clock ahead: tokens and delta links age')
    .argument('<days>', 'days', decimal)
    .action((days: number) => remote().show('POST', '/clock', { advanceDays: days }));
  program
    .command('settings')
    .description('show the switches, or set some: {"dataverse":{"limits":{"on":false}}}')
    .argument('[json]', 'switches by system', json)
    .action((patch?: unknown) => remote().show(patch === undefined ? 'GET' : 'POST', '/settings', patch));
}

function addFaultCommands(fault: Command, remote: () => Remote): void {
  fault
    .command('add <system>')
    .description(`add a fault for requests to ${services}; exactly one of the actions is needed`)
    .option('--method <verb>', 'only requests with this verb')
    .option('--path <regex>', 'only requests whose path matches')
    .option('--body <regex>', 'only requests whose body matches')
    .option('--count <n>', 'only the first n of them', whole)
    .option('--probability <p>', 'each with this probability, 0 to 1', decimal)
    .option('--every <n>', 'every nth of them', whole)
    .option('--for <ms>', 'only during so many milliseconds', whole)
    .option('--after <n>', 'let n pass unharmed first', whole)
    .option('--status <code>', 'action: answer with this status', whole)
    .option('--retry-after <value>', 'with --status: seconds, or date:+seconds for an HTTP date')
    .option('--answer <text>', 'with --status: the body')
    .option('--timeout', 'action: never answer')
    .option('--reset', 'action: reset the connection')
    .option('--html', 'action: a login page with status 200')
    .option('--truncate', 'action: break off in the middle of the body')
    .option('--delay <ms>', 'action: arrive so much later', whole)
    .option('--slow <ms>', 'action: the second half of the body comes so much later', whole)
    .option('--applied', 'with --status, --timeout, --reset, --html: the request takes effect, its answer is lost')
    .action((system: string, flags: Record<string, unknown>) =>
      remote().show('POST', '/faults', faultOf(system, flags)),
    );
  fault
    .command('list')
    .description('all faults with how often they fired')
    .action(() => remote().show('GET', '/faults'));
  fault
    .command('clear [id]')
    .description('remove one fault, or all')
    .action((id?: string) =>
      remote().show('DELETE', id === undefined ? '/faults' : `/faults/${encodeURIComponent(id)}`),
    );
}

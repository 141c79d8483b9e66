import { Command, InvalidArgumentError } from 'commander';
import { createRemote, type Remote } from './cli/remote.js';
import { faultOf } from './cli/fault.js';

const defaultUrl = 'http://127.0.0.1:8090';
const services = 'entra, dynamics, ims or campaign';

const program = new Command('sandbox')
  .description('Looks into a running sandbox and disturbs it. Every command calls its control API (docs/sandbox.md).')
  .option('--url <url>', 'where the sandbox listens', process.env['SANDBOX_URL'] ?? defaultUrl)
  .showHelpAfterError();

const remote = (): Remote => createRemote(program.opts<{ url: string }>().url);

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
  .command('generate <count>')
  .description('add contacts')
  .option('--seed <number>', 'draw them from another seed', whole)
  .action((count: string, { seed }: { seed?: number }) =>
    remote().show('POST', '/contacts/generate', { count: whole(count), ...(seed !== undefined && { seed }) }),
  );

program
  .command('change <count>')
  .description('change contacts, chosen by chance')
  .option('--columns <names>', 'logical names, parted by commas; the usual ones when left out', list)
  .action((count: string, { columns }: { columns?: string[] }) =>
    remote().show('POST', '/contacts/change', { count: whole(count), ...(columns && { columns }) }),
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
  .command('put <json>')
  .description('create a contact, or change the one with this contactid, such as {"lastname":"Doe"}')
  .action((json: string) => remote().show('POST', '/contacts/put', JSON.parse(json)));

program
  .command('life <onOrOff>')
  .description('let contacts be created, changed and deleted on their own')
  .option('--per-second <number>', 'events per second', Number)
  .action((onOrOff: string, { perSecond }: { perSecond?: number }) =>
    remote().show('POST', '/life', { on: switched(onOrOff), ...(perSecond !== undefined && { perSecond }) }),
  );

program
  .command('latency <system> <ms>')
  .description(`how long each request to ${services} is on its way`)
  .option('--jitter <ms>', 'up to so much more', whole)
  .action((system: string, ms: string, { jitter }: { jitter?: number }) =>
    remote().show('POST', '/latency', { system, ms: whole(ms), ...(jitter !== undefined && { jitterMs: jitter }) }),
  );

const fault = program.command('fault').description('make requests fail');
fault
  .command('add <system>')
  .description(`add a fault for requests to ${services}; exactly one of the actions is needed`)
  .option('--method <verb>', 'only requests with this verb')
  .option('--path <regex>', 'only requests whose path matches')
  .option('--body <regex>', 'only requests whose body matches')
  .option('--count <n>', 'only the first n of them', whole)
  .option('--probability <p>', 'each with this probability, 0 to 1', Number)
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
  .option('--applied', 'with --status, --timeout, --reset, --html: the request takes effect, only its answer is lost')
  .action((system: string, options: Record<string, unknown>) =>
    remote().show('POST', '/faults', faultOf(system, options)),
  );
fault
  .command('list')
  .description('all faults with how often they fired')
  .action(() => remote().show('GET', '/faults'));
fault
  .command('clear [id]')
  .description('remove one fault, or all')
  .action((id?: string) => remote().show('DELETE', id === undefined ? '/faults' : `/faults/${encodeURIComponent(id)}`));

program
  .command('journal')
  .description('requests with what they did and what the caller was told, one a line')
  .option('--system <name>', `only ${services}`)
  .option('--since <seq>', 'only entries after this one', whole, 0)
  .option('--limit <n>', 'at most so many', whole, 100)
  .option('--clear', 'empty the journal instead')
  .action(({ system, since, limit, clear }: { system?: string; since: number; limit: number; clear?: boolean }) => {
    if (clear) return remote().show('DELETE', '/journal');
    const only = system === undefined ? '' : `&system=${encodeURIComponent(system)}`;
    return remote().list(`/journal?since=${since}&limit=${limit}${only}`, 'entries');
  });

program
  .command('snapshot <system>')
  .description('all records of dynamics or campaign, one JSON object a line')
  .action((system: string) => remote().stream(`/snapshot/${encodeURIComponent(system)}`));

program
  .command('settings [json]')
  .description('show the switches, or set some: {"dataverse":{"limits":{"on":false}}}')
  .action((json?: string) => remote().show(json === undefined ? 'GET' : 'POST', '/settings', json && JSON.parse(json)));

program
  .command('expire <what>')
  .description('tokens: all access tokens are refused from now on; tracking: so are all delta links')
  .option('--system <name>', 'tokens of one system only')
  .action((what: string, { system }: { system?: string }) => {
    if (what === 'tracking') return remote().show('POST', '/tracking/expire');
    if (what === 'tokens') return remote().show('POST', '/tokens/expire', system === undefined ? {} : { system });
    throw new InvalidArgumentError('tokens or tracking');
  });

program
  .command('clock <days>')
  .description('move the sandbox\u2019s clock ahead: tokens and delta links age')
  .action((days: string) => remote().show('POST', '/clock', { advanceDays: Number(days) }));

program
  .command('save')
  .description('write the state file now')
  .action(() => remote().show('POST', '/state/save'));

program
  .command('reset')
  .description('back to the first start: seed data, no faults, no latency, empty journal')
  .action(() => remote().show('POST', '/reset'));

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`sandbox: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

function whole(text: string): number {
  if (!/^\d+$/u.test(text)) throw new InvalidArgumentError('a whole number is wanted');
  return Number(text);
}

function list(text: string): string[] {
  return text.split(',').map((name) => name.trim());
}

function switched(text: string): boolean {
  if (text !== 'on' && text !== 'off') throw new InvalidArgumentError('on or off');
  return text === 'on';
}

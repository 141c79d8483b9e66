import { InvalidArgumentError } from 'commander';

/** The flags of `fault add` as the control API wants them. */
export function faultOf(system: string, flags: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const actions = [
    flags['status'] !== undefined && {
      ...present({ status: flags['status'], retryAfter: retryAfter(flags['retryAfter']), body: flags['answer'] }),
      ...applied(flags),
    },
    flags['timeout'] === true && { timeout: true, ...applied(flags) },
    flags['reset'] === true && { reset: true, ...applied(flags) },
    flags['html'] === true && { html: true, ...applied(flags) },
    flags['truncate'] === true && { truncate: true },
    flags['delay'] !== undefined && { delayMs: flags['delay'] },
    flags['slow'] !== undefined && { slowMs: flags['slow'] },
  ].filter((action) => action !== false);
  if (actions.length !== 1) {
    throw new InvalidArgumentError('give one of --status, --timeout, --reset, --html, --truncate, --delay, --slow');
  }
  const when = present({
    count: flags['count'],
    probability: flags['probability'],
    every: flags['every'],
    forMs: flags['for'],
  });
  return {
    system,
    ...present({
      method: flags['method'],
      pathMatches: flags['path'],
      bodyMatches: flags['body'],
      after: flags['after'],
    }),
    ...(Object.keys(when).length > 0 && { when }),
    action: actions[0],
  };
}

const applied = (flags: Readonly<Record<string, unknown>>) => (flags['applied'] === true ? { applied: true } : {});

const retryAfter = (value: unknown): unknown =>
  typeof value === 'string' && /^\d+$/u.test(value) ? Number(value) : value;

function present(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

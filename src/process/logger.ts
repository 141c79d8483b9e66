import { pino, type Logger, type LoggerOptions } from 'pino';
import { PinoPretty } from 'pino-pretty';
import type { Settings } from '../settings.js';

export type { Logger };

/** A process's logger: JSON lines on standard output, or readable ones on a terminal. Secrets are struck out, errors lose all but their words. */
export function createLogger(
  settings: Pick<Settings, 'PASSERELLE_LOG_LEVEL' | 'PASSERELLE_LOG_FORMAT'>,
  name: string,
): Logger {
  const options: LoggerOptions = {
    name,
    level: settings.PASSERELLE_LOG_LEVEL,
    redact: { paths: secretPaths, censor: '[redacted]' },
    serializers: { err: wordsOf, error: wordsOf },
  };
  const format = settings.PASSERELLE_LOG_FORMAT;
  const readable = format === 'pretty' || (format === 'auto' && process.stdout.isTTY);
  if (!readable) return pino(options);
  return pino(options, PinoPretty({ sync: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' }));
}

const secretNames = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'clientSecret',
  'client_secret',
  'accessToken',
  'access_token',
  'token',
  'connectionString',
  'DATABASE_URL',
  'PASSERELLE_ENCRYPTION_KEY',
  'DYNAMICS_CLIENT_SECRET',
  'CAMPAIGN_CLIENT_SECRET',
];

const secretPaths = secretNames.flatMap((name) =>
  ['', '*.', '*.*.'].map((before) => `${before}["${name}"]`.replace('.[', '[')),
);

interface Words {
  readonly type: string;
  readonly message: string;
  readonly code?: string | undefined;
  readonly stack?: string | undefined;
  readonly cause?: Words | undefined;
}

/** Not pino's own serializer: it copies every property, and drivers keep values there (pg: `detail` holds the key of a duplicate row). */
function wordsOf(error: unknown): Words | undefined {
  if (error === undefined || error === null) return undefined;
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an Error' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return { type: error.name, message: error.message, code, stack: error.stack, cause: wordsOf(error.cause) };
}

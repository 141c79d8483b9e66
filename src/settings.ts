import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { instanceId } from './core/names.js';

const port = (fallback: number) => z.coerce.number().int().min(0).max(65535).default(fallback);
const secret = z.string().min(1).optional();
const onOff = (fallback: 'on' | 'off') =>
  z
    .enum(['on', 'off'])
    .default(fallback)
    .transform((value) => value === 'on');

/**
 * Every setting that is read from the environment; the table in the README says what each does.
 * Temporal's own variables (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, ..., temporal.toml) are read by @temporalio/envconfig.
 */
export const settingsSchema = z.object({
  PASSERELLE_HOST: z.string().default('127.0.0.1'),
  PASSERELLE_PORT: port(8080),
  PASSERELLE_SANDBOX_PORT: port(8090),
  PASSERELLE_TEMPORAL_PORT: port(7233),
  PASSERELLE_TEMPORAL_UI_PORT: port(8233),
  PASSERELLE_DATABASE_PORT: port(8432),
  PASSERELLE_WORKER_METRICS_PORT: port(8081),
  PASSERELLE_STATE_DIR: z.string().default('.passerelle'),
  PASSERELLE_SANDBOX: onOff('on'),
  PASSERELLE_SANDBOX_CONTACTS: z.coerce.number().int().min(0).max(1_000_000).default(10_000),
  PASSERELLE_SANDBOX_LIFE: onOff('on'),
  PASSERELLE_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
  PASSERELLE_LOG_FORMAT: z.enum(['auto', 'json', 'pretty']).default('auto'),
  PASSERELLE_HEARTBEAT_THROTTLE_MS: z.coerce.number().int().min(100).max(5_000).default(500),
  PASSERELLE_ENCRYPTION_KEY: secret,
  PASSERELLE_SHOW_PERSONAL_DATA: onOff('off'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  PASSERELLE_CACHE_DIR: z.string().optional(),
  TEMPORAL_CLI_PATH: z.string().optional(),
  TEMPORAL_TEST_SERVER_PATH: z.string().optional(),
  PASSERELLE_INSTANCE: instanceId.default('dev'),
  PASSERELLE_STAGE: z.enum(['dev', 'stage', 'prod']).default('dev'),
  DYNAMICS_URL: z.string().optional(),
  DYNAMICS_TENANT: z.string().optional(),
  DYNAMICS_CLIENT_ID: z.string().optional(),
  DYNAMICS_CLIENT_SECRET: secret,
  DYNAMICS_TOKEN_URL: z.string().optional(),
  CAMPAIGN_URL: z.string().optional(),
  CAMPAIGN_ORGANIZATION: z.string().optional(),
  CAMPAIGN_CLIENT_ID: z.string().optional(),
  CAMPAIGN_CLIENT_SECRET: secret,
  CAMPAIGN_SCOPES: z
    .string()
    .default(
      'AdobeID,openid,read_organizations,additional_info.projectedProductContext,additional_info.roles,adobeio_api,campaign_sdk,campaign_config_server_general',
    ),
  CAMPAIGN_TOKEN_URL: z.string().optional(),
});
export type Settings = z.infer<typeof settingsSchema>;

/** A setting that cannot be used: names the variable, the reason and never the value. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * Reads the settings. `NAME_FILE` gives the path of a file that holds the value of `NAME` (for secrets); an empty value counts as unset.
 * @throws SettingsError
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const values: Record<string, string> = {};
  for (const name of Object.keys(settingsSchema.shape)) {
    const file = env[`${name}_FILE`];
    const value = file ? readSecretFile(name, file) : env[name];
    if (value) values[name] = value;
  }
  const parsed = settingsSchema.safeParse(values);
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new SettingsError(
    `These settings cannot be used: ${mistakes.join('; ')}. The table in the README says what each takes.`,
  );
}

function readSecretFile(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new SettingsError(
      `${name}_FILE: the file ${path} cannot be read. Give a readable file or unset ${name}_FILE.`,
      { cause },
    );
  }
}

import { relative } from 'node:path';
import Table from 'cli-table3';
import type { Context } from './parts.js';

/** The short table of where everything is. */
export function addressTable({
  plan,
  ports,
  state,
  settings,
}: Pick<Context, 'plan' | 'ports' | 'state' | 'settings'>): string {
  const origin = (port: number) => `http://127.0.0.1:${port}`;
  const folder = relative(process.cwd(), state.path) || '.';
  const table = new Table({ style: { head: [], border: [] }, chars: noLinesBetween });
  table.push(
    ['Page and API', origin(ports.PASSERELLE_PORT)],
    ...(plan.sandbox ? [['Sandbox', origin(ports.PASSERELLE_SANDBOX_PORT)]] : []),
    ['Temporal Web UI', plan.temporal ? origin(ports.PASSERELLE_TEMPORAL_UI_PORT) : 'your own'],
    ['Temporal', plan.temporal ? `127.0.0.1:${ports.PASSERELLE_TEMPORAL_PORT}` : 'your own'],
    ['PostgreSQL', plan.postgres ? `127.0.0.1:${ports.PASSERELLE_DATABASE_PORT}` : 'your own'],
    ['Instance', `${settings.PASSERELLE_INSTANCE} (${settings.PASSERELLE_STAGE})`],
    ['State and logs', `${folder}, ${folder}/logs`],
  );
  return table.toString();
}

const noLinesBetween = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };

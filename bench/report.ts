import { cpus, totalmem } from 'node:os';
import Table from 'cli-table3';
import { ceilingConcurrency } from '../src/connectors/http/limits.js';
import { accounts } from './limits.js';
import type { Line } from './lines.js';
import type { Rows } from './size.js';

export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGb: number;
  readonly node: string;
  readonly date: string;
}

export function thisMachine(): Machine {
  return {
    cores: cpus().length,
    processor: cpus()[0]?.model ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
  };
}

export function tableOf(lines: readonly Line[], { contacts, loyalties, transactions }: Rows): string {
  const table = new Table({
    head: ['latency', 'what', 'floor', 'Passerelle', 'ratio', 'target', ''],
    style: { head: [], border: [], compact: true },
  });
  for (const { latencyMs, what, floor = '', passerelle, ratio = '', target = '', met } of lines) {
    const verdict = met === undefined ? '' : met ? 'met' : 'NOT MET';
    table.push([`${latencyMs} ms`, what, floor, passerelle, ratio, target, verdict]);
  }
  const { cores, processor, memoryGb, node, date } = thisMachine();
  return [
    table.toString(),
    `First load: ${contacts} contacts; linked: ${accounts} accounts, ${contacts} contacts, ${loyalties} loyalties, ${transactions} transactions.`,
    `At most ${ceilingConcurrency} calls to Campaign at once; medians over the pairs.`,
    'History events are extrapolated from the load to a million records.',
    `${date}, ${cores} x ${processor}, ${memoryGb} GB, Node ${node}; worker, sandbox, PostgreSQL and Temporal share the machine.`,
  ].join('\n');
}

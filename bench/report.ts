import { cpus, totalmem } from 'node:os';
import Table from 'cli-table3';
import { ceilingConcurrency } from '../src/connectors/http/limits.js';
import type { Line } from './lines.js';

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

export function tableOf(lines: readonly Line[], contacts: number): string {
  const table = new Table({
    head: ['latency', 'what', 'floor', 'Passerelle', 'ratio', 'target', ''],
    style: { head: [] },
  });
  for (const { latencyMs, what, floor, passerelle, ratio, target, met } of lines) {
    table.push([
      `${latencyMs} ms`,
      what,
      floor,
      passerelle,
      ratio,
      target,
      met === null ? '' : met ? 'met' : 'NOT MET',
    ]);
  }
  const { cores, processor, memoryGb, node, date } = thisMachine();
  return [
    table.toString(),
    `${contacts.toLocaleString('en-US')} contacts; at most ${ceilingConcurrency} calls to Campaign at once; medians over the pairs.`,
    'History events are extrapolated from the load to a million records.',
    `${date}, ${cores} x ${processor}, ${memoryGb} GB, Node ${node}; worker, sandbox, PostgreSQL and Temporal share the machine.`,
  ].join('\n');
}

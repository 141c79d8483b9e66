import type { RequestHandler } from 'express';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { status as statuses } from '../core/views.js';
import { workflowNames } from '../core/names.js';
import { listInstances } from '../store/instances.js';
import { deadlineIn } from './deadline.js';
import { durationBucketsS, storeWithinMs } from './limits.js';
import { workflowView } from './live/workflowView.js';
import type { Parts } from './parts.js';
import { checkReadiness } from './readiness.js';
import { fromStore } from './storeAccess.js';

/** The API's metrics. Labels are routes, statuses, instances and workflows: few, and no personal data. */
export interface Metrics {
  readonly registry: Registry;
  /** Counts and times every request. */
  readonly measure: RequestHandler;
  /** Prometheus text. What cannot be read at the moment is left out; `passerelle_dependency_up` says why. */
  read(): Promise<string>;
}

export function createMetrics(parts: Pick<Parts, 'db' | 'temporal' | 'snapshots'>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const ofWorkflow = ['instance', 'workflow'] as const;
  const durations = new Histogram({
    name: 'passerelle_http_request_duration_seconds',
    help: 'Duration of HTTP requests.',
    labelNames: ['method', 'route', 'status'],
    buckets: durationBucketsS,
    registers,
  });
  const dependencies = new Gauge({
    name: 'passerelle_dependency_up',
    help: '1 when what the API needs answers.',
    labelNames: ['dependency'],
    registers,
  });
  const backlog = new Gauge({
    name: 'passerelle_backlog_records',
    help: 'Records read and not yet written, rejected or dropped.',
    labelNames: ofWorkflow,
    registers,
  });
  const rejected = new Gauge({
    name: 'passerelle_rejected_records',
    help: 'Rejected records that stand now.',
    labelNames: ofWorkflow,
    registers,
  });
  const state = new Gauge({
    name: 'passerelle_workflow_status',
    help: '1 for the status that the workflow has.',
    labelNames: [...ofWorkflow, 'status'],
    registers,
  });
  const records = new Counter({
    name: 'passerelle_records_total',
    help: 'Records by what became of them.',
    labelNames: [...ofWorkflow, 'outcome'],
    registers,
  });
  const engineCalls = new Counter({
    name: 'passerelle_engine_calls_total',
    help: 'Calls made to Campaign, as Campaign counts them.',
    labelNames: [...ofWorkflow, 'kind'],
    registers,
  });

  const gather = async () => {
    const { checks } = await checkReadiness(parts);
    for (const [dependency, check] of Object.entries(checks)) dependencies.set({ dependency }, check === 'up' ? 1 : 0);
    for (const metric of [backlog, rejected, state, records, engineCalls]) metric.reset();
    const instances = await fromStore(deadlineIn(storeWithinMs), listInstances(parts.db)).catch(() => []);
    const pairs = instances.flatMap(({ id }) => workflowNames.map((workflow) => ({ instance: id, workflow })));
    await Promise.all(
      pairs.map(async (labels) => {
        const snapshot = await parts.snapshots.get(labels.instance, labels.workflow).catch(() => null);
        if (!snapshot) return;
        const view = workflowView(labels.instance, labels.workflow, snapshot, 'en');
        backlog.set(labels, view.backlog.records);
        rejected.set(labels, view.rejected);
        for (const status of statuses.options) state.set({ ...labels, status }, view.status === status ? 1 : 0);
        for (const { counts, calls } of view.lanes) {
          const { engineCalls: _, ...outcomes } = counts;
          for (const [kind, count] of Object.entries(calls)) engineCalls.inc({ ...labels, kind }, count);
          for (const [outcome, count] of Object.entries(outcomes)) records.inc({ ...labels, outcome }, count);
        }
      }),
    );
  };
  return {
    registry,
    measure: (request, response, next) => {
      const end = durations.startTimer({ method: request.method });
      response.once('close', () => {
        const route = String(response.locals['route'] ?? 'other');
        end({ route, status: String(response.statusCode) });
      });
      next();
    },
    async read() {
      await gather();
      return registry.metrics();
    },
  };
}

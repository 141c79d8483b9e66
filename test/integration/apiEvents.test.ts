import assert from 'node:assert/strict';
import { heartbeatMs, viewers } from '../../src/api/limits.js';
import type { UnavailableEvent, WorkflowView } from '../../src/core/views.js';
import { unavailableEvent, workflowView } from '../../src/core/views.js';
import { type ApiWorld, apiWorld } from '../support/apiWorld.js';
import { type EventStream, followEvents } from '../support/eventStream.js';
import type { OwnProcess } from '../support/process.js';
import { until } from '../support/until.js';

const ingress = '/api/v1/instances/dev/workflows/ingress';

describe('live events', function () {
  this.timeout(90_000);
  let world: ApiWorld;
  let worker: OwnProcess;
  const open: EventStream[] = [];
  /** Open from the first test to the last. */
  let patient: EventStream;
  before(async () => {
    world = await apiWorld();
    worker = await world.startWorker();
    patient = await followEvents(`${world.url}/api/v1/events`);
  });
  after(() => patient.close());
  afterEach(() => {
    for (const stream of open.splice(0)) stream.close();
  });

  async function follow(headers: Record<string, string> = {}): Promise<EventStream> {
    const stream = await followEvents(`${world.url}/api/v1/events`, headers);
    open.push(stream);
    return stream;
  }
  const viewsOf = ({ events }: EventStream, workflow = 'ingress') =>
    events.flatMap(({ name, data }) =>
      name === 'view' && (data as WorkflowView).workflow === workflow ? [data as WorkflowView] : [],
    );
  const first = (stream: EventStream) =>
    until(() => stream.events.length >= 3, { what: 'the first views have come' }).then(() => stream);
  const post = (command: string) => world.ask(`${ingress}/${command}`, { method: 'POST' });

  it('begin with a full view of every workflow, also after a lost connection', async () => {
    for (const headers of [{}, { 'last-event-id': 'gone-7' }] as Record<string, string>[]) {
      const stream = await first(await follow(headers));
      assert.equal(stream.status, 200);
      assert.match(stream.headers['content-type'] ?? '', /^text\/event-stream/);
      assert.equal(stream.headers['x-accel-buffering'], 'no');
      assert.match(stream.headers['cache-control'] ?? '', /no-(cache|store)/);
      const workflows = stream.events.map(({ data }) => workflowView.parse(data).workflow);
      assert.deepEqual(workflows.sort(), ['egress', 'ingress', 'optInOut']);
    }
  });

  it('tell each change to every viewer, in the viewer’s language, at most one a second and workflow', async () => {
    const [english, french] = await Promise.all([follow(), follow({ 'accept-language': 'fr' })]);
    await Promise.all([first(english), first(french)]);
    for (const status of ['RUNNING', 'STOPPED', 'RUNNING', 'STOPPED']) {
      await post(status === 'RUNNING' ? 'start' : 'stop');
      await until(() => viewsOf(english).at(-1)?.status === status && viewsOf(french).at(-1)?.status === status, {
        what: `both viewers see ${status}`,
      });
    }
    assert.equal(viewsOf(french, 'egress')[0]?.startable.ok, false);
    const reasons = [english, french].map((stream) => JSON.stringify(viewsOf(stream, 'egress')[0]?.startable));
    assert.notEqual(reasons[0], reasons[1]);
    for (const stream of [english, french]) {
      const ids = stream.events.map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length);
      const times = stream.events
        .filter(({ data }) => (data as WorkflowView).workflow === 'ingress')
        .map(({ at }) => at);
      // Measured at the receiver, on a busy machine: both ends of a gap may be late.
      const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
      assert.ok(Math.min(...gaps) > 500, `gaps: ${gaps.map(Math.round).join(', ')} ms`);
    }
    assert.equal(viewsOf(english, 'egress').length, 1);
  });

  it('ask Temporal once a second and workflow for all viewers, and not at all without any', async () => {
    const streams = await Promise.all(Array.from({ length: 8 }, () => follow()));
    await Promise.all(streams.map(first));
    const began = performance.now();
    const beganWith = world.asked.queries;
    await until(() => performance.now() - began > 3_000, { what: 'three seconds are over' });
    const perSecond = (world.asked.queries - beganWith) / ((performance.now() - began) / 1_000);
    assert.ok(perSecond > 0.3 && perSecond <= 1.4, `${perSecond} queries a second for the one workflow that there is`);
    for (const stream of streams) stream.close();
    patient.close();
    await until(() => stillFor(1_500, () => world.asked.queries), { what: 'nobody asks any more', limitMs: 20_000 });
    patient = await followEvents(`${world.url}/api/v1/events`);
  });

  it('say why a workflow cannot be seen, and show it again afterwards', async () => {
    await post('start');
    const stream = await first(await follow());
    worker.signal('SIGSTOP');
    const isTold = ({ name, data }: (typeof stream.events)[number]) =>
      name === 'unavailable' && (data as UnavailableEvent).workflow === 'ingress';
    // On a busy machine a look may not get as far as the worker, and names Temporal.
    const told = await until(
      () =>
        stream.events.find(
          (event) => isTold(event) && unavailableEvent.parse(event.data).problem.code === 'worker-unavailable',
        ),
      { what: 'the missing worker is told' },
    );
    worker.signal('SIGCONT');
    await until(() => stream.events.at(-1)?.name === 'view' && stream.events.at(-1)?.at !== told.at, {
      what: 'the view is back',
    });
  });

  it('are refused to viewers beyond what the process can serve, until one leaves', async () => {
    const full = await Promise.all(Array.from({ length: viewers - 1 }, () => follow()));
    assert.ok(full.every(({ status }) => status === 200));
    const beyond = await world.ask('/api/v1/events');
    assert.deepEqual([beyond.status, (beyond.body as { code: string }).code], [503, 'viewers-too-many']);
    full[0]?.close();
    await until(async () => (await follow()).status === 200, { what: 'there is room again' });
  });

  it('send a comment now and then, so that nothing on the way closes a silent stream', async () => {
    await until(() => patient.comments.length > 0, { what: 'a heartbeat came', limitMs: heartbeatMs * 2 });
    assert.ok(!patient.hasEnded());
  });

  it('answer HEAD without a stream', async () => {
    const answer = await world.ask('/api/v1/events', { method: 'HEAD' });
    assert.deepEqual([answer.status, answer.text], [200, '']);
  });
});

async function stillFor(ms: number, count: () => number): Promise<boolean> {
  const [before, began] = [count(), performance.now()];
  await until(() => performance.now() - began > ms, { what: 'a while is over' });
  return count() === before;
}

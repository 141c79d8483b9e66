import { once } from 'node:events';
import { get, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';

export interface SeenEvent {
  readonly id: string;
  readonly name: string;
  readonly data: unknown;
  /** Monotonic ms. */
  readonly at: number;
}

export interface EventStream {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly events: SeenEvent[];
  /** Lines that begin with a colon: heartbeats. */
  readonly comments: string[];
  hasEnded(): boolean;
  close(): void;
}

/** Follows server-sent events as a browser would, but forgets nothing and never comes back. */
export async function followEvents(url: string, headers: Record<string, string> = {}): Promise<EventStream> {
  const request = get(url, { headers: { accept: 'text/event-stream', ...headers }, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const events: SeenEvent[] = [];
  const comments: string[] = [];
  let ended = false;
  let rest = '';
  response.setEncoding('utf8');
  response.on('data', (text: string) => {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = block.split('\n').map((line) => /^(\w*):\s?(.*)$/.exec(line) ?? [line, '', '']);
      comments.push(...fields.filter(([, name]) => name === '').map(([, , value = '']) => value));
      const valueOf = (wanted: string) => fields.find(([, name]) => name === wanted)?.[2];
      const data = valueOf('data');
      if (data === undefined) continue;
      const [id = '', name = ''] = [valueOf('id'), valueOf('event')];
      events.push({ id, name, data: JSON.parse(data) as unknown, at: performance.now() });
    }
  });
  const over = () => {
    ended = true;
  };
  response.on('close', over);
  response.on('error', over);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    events,
    comments,
    hasEnded: () => ended,
    close: () => request.destroy(),
  };
}

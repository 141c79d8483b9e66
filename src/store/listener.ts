import { Client } from 'pg';
import { connectTimeoutMs, keepAliveMs, listenRetryMs } from './limits.js';

/** What processes tell each other through PostgreSQL. A message may be lost with the connection: it only saves waiting. */
export type Channel = 'passerelle_queue' | 'passerelle_stop' | 'passerelle_pause';
const channels: readonly Channel[] = ['passerelle_queue', 'passerelle_stop', 'passerelle_pause'];

type Heard = (text: string) => void;

export interface Listener {
  /** Calls `heard` for each message, and with '' after each connect, because messages may have been missed before. Returns the way to end it. */
  on(channel: Channel, heard: Heard): () => void;
  close(): Promise<void>;
}

/** One connection that listens on all channels, reopened by itself when it breaks. */
export function openListener(url: string): Listener {
  const listeners = new Map<Channel, Set<Heard>>(channels.map((channel) => [channel, new Set()]));
  let client: Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let retryMs: number = listenRetryMs.first;
  let closed = false;

  const tell = (channel: string, text: string) => {
    for (const heard of listeners.get(channel as Channel) ?? []) heard(text);
  };
  const connect = async (): Promise<void> => {
    const next = new Client({
      connectionString: url,
      connectionTimeoutMillis: connectTimeoutMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: keepAliveMs,
    });
    let over = false;
    /** A failing connection says so in several ways; each is opened again once. */
    const lost = () => {
      if (over) return;
      over = true;
      if (client === next) client = undefined;
      next.end().catch(() => {});
      retry();
    };
    next.on('error', lost);
    next.on('end', lost);
    next.on('notification', ({ channel, payload }) => tell(channel, payload ?? ''));
    client = next;
    try {
      await next.connect();
      for (const channel of channels) await next.query(`listen ${channel}`);
    } catch {
      return lost();
    }
    retryMs = listenRetryMs.first;
    for (const channel of channels) tell(channel, '');
  };
  const retry = () => {
    if (closed) return;
    timer = setTimeout(() => void connect(), retryMs);
    retryMs = Math.min(retryMs * 2, listenRetryMs.longest);
  };

  void connect();
  return {
    on(channel, heard) {
      listeners.get(channel)?.add(heard);
      return () => listeners.get(channel)?.delete(heard);
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      const last = client;
      client = undefined;
      await last?.end().catch(() => {});
    },
  };
}

/** What a process tells the parent that forked it once it does its work; `url` where it listens, if it does. */
export interface ReadyMessage {
  readonly type: 'ready';
  readonly url?: string;
}

/** Tells the parent, if there is one, that this process is ready. */
export function announceReady(facts: Omit<ReadyMessage, 'type'> = {}): void {
  process.send?.({ type: 'ready', ...facts } satisfies ReadyMessage);
}

import type { UnavailableEvent, WorkflowView } from '../../../src/core/views.js';
import { lostAfterMs, reconnectAfterMs } from './limits.js';

interface Listener {
  readonly onView: (view: WorkflowView) => void;
  readonly onUnavailable: (event: UnavailableEvent) => void;
  /** The connection stands (again): what happened before it is not known. */
  readonly onOpen: () => void;
  readonly onLost: () => void;
}

/**
 * Listens to the live events until the returned function is called. An EventSource gives up for good when it is answered
 * with an error, so each break is followed by a new one. While the page is hidden the connection is closed: a browser
 * has six per host over HTTP/1.1, and forgotten tabs would take them all.
 */
export function listenToEvents({ onView, onUnavailable, onOpen, onLost }: Listener): () => void {
  let source: EventSource | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;

  const open = () => {
    clearTimeout(again);
    source?.close();
    source = new EventSource('/api/v1/events');
    source.addEventListener('open', () => {
      clearTimeout(silence);
      silence = undefined;
      onOpen();
    });
    source.addEventListener('view', (event: MessageEvent<string>) => onView(JSON.parse(event.data) as WorkflowView));
    source.addEventListener('unavailable', (event: MessageEvent<string>) =>
      onUnavailable(JSON.parse(event.data) as UnavailableEvent),
    );
    source.addEventListener('error', () => {
      source?.close();
      silence ??= setTimeout(onLost, lostAfterMs);
      again = setTimeout(open, reconnectAfterMs);
    });
  };
  const close = () => {
    clearTimeout(again);
    clearTimeout(silence);
    silence = undefined;
    source?.close();
  };
  const followVisibility = () => (document.hidden ? close() : open());

  document.addEventListener('visibilitychange', followVisibility);
  window.addEventListener('online', followVisibility);
  followVisibility();
  return () => {
    document.removeEventListener('visibilitychange', followVisibility);
    window.removeEventListener('online', followVisibility);
    close();
  };
}

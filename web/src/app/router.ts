import { useSyncExternalStore } from 'react';

/** The page's addresses; the API answers each with the same document. */
export type Route =
  | { readonly screen: 'first' }
  | { readonly screen: 'workflows'; readonly instance: string }
  | { readonly screen: 'ingress'; readonly instance: string };

export const workflowsPath = (instance: string) => `/instances/${instance}/workflows`;
export const ingressPath = (instance: string) => `/instances/${instance}/workflows/ingress`;

export function routeOf(path: string): Route {
  const [, instance, rest] = /^\/instances\/([^/]+)\/workflows\/?(ingress)?\/?$/.exec(path) ?? [];
  if (!instance) return { screen: 'first' };
  return { screen: rest ? 'ingress' : 'workflows', instance: decodeURIComponent(instance) };
}

const listeners = new Set<() => void>();
let guard: ((go: () => void) => void) | undefined;
let shownPath = location.pathname;

/** Shows another screen; asks the guard first when there is one. */
export function navigate(path: string): void {
  if (path === shownPath) return;
  pass(() => {
    history.pushState(null, '', path);
    show(path);
  });
}

/** While set, leaving the screen asks `ask`, which calls what it is given to leave. Returns how to lift it. */
export function guardLeaving(ask: (go: () => void) => void): () => void {
  guard = ask;
  window.addEventListener('beforeunload', preventUnload);
  return () => {
    if (guard === ask) guard = undefined;
    window.removeEventListener('beforeunload', preventUnload);
  };
}

export function usePath(): string {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shownPath,
  );
}

window.addEventListener('popstate', () => {
  const path = location.pathname;
  if (path === shownPath) return;
  if (guard) history.pushState(null, '', shownPath);
  pass(() => {
    if (location.pathname !== path) history.replaceState(null, '', path);
    show(path);
  });
});

function pass(go: () => void): void {
  if (guard) guard(go);
  else go();
}

function show(path: string): void {
  shownPath = path;
  for (const listener of listeners) listener();
}

const preventUnload = (event: BeforeUnloadEvent) => event.preventDefault();

/** Something that can be called off. */
export interface Abortable {
  calledOff(reason: unknown): void;
}

const watched = new WeakMap<AbortSignal, Set<Abortable>>();

/**
 * Calls `target` off when `signal` aborts. All calls of a lane share one signal: one listener serves them all, because a
 * listener per call is the dearest part of a quick call and makes Node warn of a leak.
 */
export function watchAbort(signal: AbortSignal, target: Abortable): void {
  let targets = watched.get(signal);
  if (targets === undefined) {
    targets = new Set();
    watched.set(signal, targets);
    signal.addEventListener('abort', () => callAllOff(signal), { once: true });
  }
  targets.add(target);
}

export function unwatchAbort(signal: AbortSignal, target: Abortable): void {
  watched.get(signal)?.delete(target);
}

function callAllOff(signal: AbortSignal): void {
  const targets = watched.get(signal);
  if (targets === undefined) return;
  for (const target of targets) target.calledOff(signal.reason);
  targets.clear();
}

/** What `promise` gives, unless `signal` aborts before: then its reason is thrown, and what the promise does is nobody's concern here. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  signal.throwIfAborted();
  let target: Abortable | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    target = { calledOff: reject };
    watchAbort(signal, target);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    if (target !== undefined) unwatchAbort(signal, target);
  }
}

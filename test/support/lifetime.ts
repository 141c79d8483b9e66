import { AsyncLocalStorage } from 'node:async_hooks';

const sharing = new AsyncLocalStorage<true>();

interface Opened {
  readonly end: () => Promise<void>;
  /** Used by several files: what was begun while they were loaded, and servers that all of them share. */
  readonly shared: boolean;
}

/** What the tests started and must end, oldest first. */
let open: Opened[] = [];
/** How many of them belong to files that are over. */
let over = 0;
let loading = true;

/** Ends something when its test file is over, or earlier through what is returned; once in either case. */
export function endAfterTests(end: () => Promise<void>): () => Promise<void> {
  let ending: Promise<void> | undefined;
  const once = () => (ending ??= end());
  open.push({ end: once, shared: loading || sharing.getStore() === true });
  return once;
}

/** What is started within `start` serves all files of this mocha process, and ends with the last. */
export const sharedByFiles = <Thing>(start: () => Promise<Thing>): Promise<Thing> => sharing.run(true, start);

/** From now on what is started belongs to a test file. */
export function beginFiles(): void {
  loading = false;
}

/** A test file has run its last test; its hooks may still use what it started. */
export function closeFile(): void {
  over = open.length;
}

/** Ends what files that are over have left: servers that nobody needs would slow the tests that come. */
export async function endFormerFiles(): Promise<void> {
  if (over === 0) return;
  const former = open.slice(0, over);
  open = [...former.filter(({ shared }) => shared), ...open.slice(over)];
  over = 0;
  await endAll(former.filter(({ shared }) => !shared));
}

export async function endEverything(): Promise<void> {
  const all = open;
  open = [];
  await endAll(all);
}

/** The newest first: what was started later stands on what was there. */
async function endAll(things: readonly Opened[]): Promise<void> {
  const failures: unknown[] = [];
  for (const { end } of things.toReversed()) await end().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, 'not everything ended cleanly');
}

/** What a test file started and must end, newest first. */
const open: (() => Promise<void>)[] = [];

/** Ends something after the last test of this mocha process, or earlier through what is returned; once in either case. */
export function endAfterTests(end: () => Promise<void>): () => Promise<void> {
  let ending: Promise<void> | undefined;
  const once = () => (ending ??= end());
  open.push(once);
  return once;
}

export async function endEverything(): Promise<void> {
  const failures: unknown[] = [];
  while (open.length > 0)
    await open
      .pop()?.()
      .catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, 'not everything ended cleanly');
}

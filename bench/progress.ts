const begunAt = Date.now();

/** One line of progress, with the minutes since the start. */
export function tell(line: string): void {
  const seconds = Math.round((Date.now() - begunAt) / 1_000);
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  process.stderr.write(`${clock.padStart(6)}  ${line}\n`);
}

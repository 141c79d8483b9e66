import { type Bar, MultiBar, Presets } from 'cli-progress';

/** What the person at the terminal sees: lines, and at most one progress bar below them. */
export interface Terminal {
  say(line: string): void;
  /** Shows the bar, or moves it; without a terminal nothing is shown. */
  progress(done: number, total: number): void;
  /** Takes the bar away; full, where what it showed is done. */
  endProgress(isDone?: boolean): void;
  /** Lines alone are shown where no bar can be. */
  readonly hasBar: boolean;
}

export function openTerminal(stream: NodeJS.WriteStream = process.stderr): Terminal {
  let bars: MultiBar | undefined;
  let bar: Bar | undefined;
  let began = { at: 0, done: 0 };
  // A closed terminal or pipe is no reason to end badly.
  stream.on('error', () => {});
  return {
    hasBar: stream.isTTY,
    say(line) {
      if (bars === undefined) stream.write(`${line}\n`);
      else {
        bars.log(`${line}\n`);
        bars.update();
      }
    },
    progress(done, total) {
      bars ??= new MultiBar(
        { format: barFormat, stream, hideCursor: true, gracefulExit: false },
        Presets.shades_classic,
      );
      if (bar === undefined) {
        began = { at: Date.now(), done };
        bar = bars.create(total, done, { left: '' });
      }
      bar.setTotal(total);
      bar.update(done, { left: timeLeft(began, done, total) });
    },
    endProgress(isDone = false) {
      if (isDone && bar !== undefined) bar.update(bar.getTotal(), { left: '' });
      bars?.stop();
      bars = undefined;
      bar = undefined;
    },
  };
}

const barFormat = 'First load {bar} {percentage}% | {value} of {total} contacts are profiles{left}';

function timeLeft(began: { at: number; done: number }, done: number, total: number): string {
  if (done <= began.done) return '';
  const seconds = ((Date.now() - began.at) / 1000) * ((total - done) / (done - began.done));
  return ` | ${seconds < 100 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`} left`;
}

import { tell } from './progress.js';
import type { LoadTime } from './watchLoad.js';

export interface Load {
  readonly recordsPerSecond: number;
  readonly firstRecordMs: number;
  /** Processor seconds per 1,000 records, of the process itself and of the sandbox. */
  readonly cpuPerThousand: number;
  readonly sandboxCpuPerThousand: number;
}

/** @param used processor seconds of the process, and of the sandbox */
export function loadFigures(records: number, time: LoadTime, used: number, sandboxUsed: number): Load {
  const load = {
    recordsPerSecond: records / time.seconds,
    firstRecordMs: time.firstRecordMs,
    cpuPerThousand: (used / records) * 1_000,
    sandboxCpuPerThousand: (sandboxUsed / records) * 1_000,
  };
  tell(
    [
      `${Math.round(load.recordsPerSecond)} records/s, the first after ${time.firstRecordMs} ms`,
      `processor ms per record ${load.cpuPerThousand.toFixed(3)}, sandbox ${load.sandboxCpuPerThousand.toFixed(3)}`,
    ].join('; '),
  );
  return load;
}

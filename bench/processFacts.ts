import { readFileSync } from 'node:fs';
import { lookMs } from './limits.js';
import { largest, median } from './statistics.js';

/** Linux counts processor time in hundredths of a second (`getconf CLK_TCK`). */
const ticksPerSecond = 100;
const kbPerMb = 1_024;

/** Resident memory, MB; 0 when the process is gone. */
function residentMb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readProc(pid, 'status'))?.[1] ?? 0) / kbPerMb;
}

/** Processor seconds that a process has used, over all its threads. */
export function cpuSeconds(pid: number): number {
  const stat = readProc(pid, 'stat');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / ticksPerSecond;
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

export interface Memory {
  readonly peakMb: number;
  readonly firstThirdMb: number;
  readonly lastThirdMb: number;
}

/** Samples a process's memory until the returned function is called. */
export function watchMemory(pid: number): () => Memory {
  const samples: number[] = [];
  const timer = setInterval(() => samples.push(residentMb(pid)), lookMs);
  return () => {
    clearInterval(timer);
    const third = Math.max(1, Math.floor(samples.length / 3));
    return {
      peakMb: largest(samples),
      firstThirdMb: median(samples.slice(0, third)),
      lastThirdMb: median(samples.slice(-third)),
    };
  };
}

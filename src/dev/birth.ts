import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a process began, in a form that no other process with the same id shares, also after a restart of the machine; `undefined` when it is gone.
 * A process id alone proves nothing: it is given out again.
 */
export function birthOf(pid: number): string | undefined {
  return process.platform === 'linux' ? birthOnLinux(pid) : birthByPs(pid);
}

/** True when this very process still runs. */
export const lives = ({ pid, birth }: { pid: number; birth: string }) => birthOf(pid) === birth;

function birthOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces: the fields are counted behind it. 1st: state, 20th: start in ticks since boot (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19]}`;
  } catch {
    return undefined;
  }
}

function birthByPs(pid: number): string | undefined {
  try {
    const began = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
    return began.trim() || undefined;
  } catch {
    return undefined;
  }
}

import { execFileSync } from 'node:child_process';

/** The processes of this machine that descend from the given one. */
function descendants(pid: number): number[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found = [pid];
  for (const parent of found) found.push(...table.filter(([, ppid]) => ppid === parent).map(([child = 0]) => child));
  return found;
}

/** Sends a signal to a process and everything it started: what a laptop that sleeps does to a browser. */
export function signalTree(pid: number, signal: NodeJS.Signals): void {
  for (const each of descendants(pid)) process.kill(each, signal);
}

/** The newest browser that this test process started. */
export function newestBrowser(): number {
  const mine = execFileSync('ps', ['-eo', 'pid=,ppid=,comm='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, ppid, name]) => Number(ppid) === process.pid && name?.startsWith('chrom'))
    .map(([pid]) => Number(pid));
  return Math.max(...mine);
}

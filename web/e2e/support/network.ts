import { execFileSync } from 'node:child_process';

/** Whether this network is this test's own (scripts/in-network), so that faults disturb nobody. */
export function ownNetwork(): boolean {
  return process.env['PRACTICE_TEST_NETWORK'] === 'own';
}

function iptables(...rule: string[]): void {
  if (!ownNetwork()) throw new Error('faults of the network are made in a network of its own: scripts/in-network');
  execFileSync('iptables', ['--wait', ...rule], { stdio: 'pipe' });
}

/** Nothing gets through any more. */
export function cut(): void {
  iptables('-I', 'INPUT', '-j', 'DROP');
}

/** What the server at this port says is lost; what is said to it arrives. */
export function silence(port: string): void {
  iptables('-I', 'INPUT', '-p', 'tcp', '--sport', port, '-j', 'DROP');
}

/** Of the voices' packets this share is lost. */
export function lose(share: number): void {
  iptables('-A', 'INPUT', '-p', 'udp', '-m', 'statistic', '--mode', 'random', '--probability', String(share), '-j', 'DROP');
}

/** Everything gets through again. */
export function heal(): void {
  iptables('-F', 'INPUT');
}

/** A number of bytes: `439 kB`, `12.3 MB`, `10 GB`. */
export function bytes(count: number): string {
  if (count === 0) return 'nothing';
  if (count < 1_000_000) return `${Math.max(1, Math.round(count / 1000))} kB`;
  const [unit, size] = count < 1_000_000_000 ? ['MB', 1_000_000] as const : ['GB', 1_000_000_000] as const;
  return `${(count / size).toFixed(1).replace(/\.0$/, '')} ${unit}`;
}

/** Which part of a whole is used, from 0 to 1. */
export function share(used: number, whole: number): number {
  return whole > 0 ? Math.min(1, used / whole) : 1;
}

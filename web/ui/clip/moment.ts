/**
 * The position that a fragment such as `#t=83` or `#t=83.5` asks for, in
 * milliseconds; undefined when it asks for none. `#t=1:23` is understood as well.
 */
export function momentIn(hash: string): number | undefined {
  const value = new URLSearchParams(hash.replace(/^#/, '')).get('t');
  if (value === null || !/^(\d+:){0,2}\d+(\.\d+)?$/.test(value)) return undefined;
  const seconds = value.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return Math.round(seconds * 1000);
}

/** The fragment for a position: whole seconds, as one would say them. */
export function momentHash(ms: number): string {
  return `#t=${Math.floor(Math.max(0, ms) / 1000)}`;
}

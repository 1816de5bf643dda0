/** The speeds at which a clip can be played. */
export const speeds = [0.75, 1, 1.25, 1.5, 1.75, 2] as const;

/** The speed after or before this one; the last and the first stay. */
export function speedAfter(now: number, direction: 1 | -1): number {
  const at = speeds.findIndex((speed) => speed >= now);
  const next = (at < 0 ? speeds.length - 1 : at) + direction;
  return speeds[Math.min(speeds.length - 1, Math.max(0, next))] ?? 1;
}

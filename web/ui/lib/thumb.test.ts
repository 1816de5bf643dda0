import { describe, expect, it } from 'vitest';
import { thumbPath } from './thumb';

/** The heights of the bars of a path. */
function heights(path: string): number[] {
  return [...path.matchAll(/M[\d.]+ ([\d.]+)V([\d.]+)/g)].map(([, top, bottom]) => Number(bottom) - Number(top));
}

describe('thumbPath', () => {
  it('draws 48 dots for no peaks', () => {
    const got = heights(thumbPath([]));
    expect(got).toHaveLength(48);
    expect(Math.max(...got)).toBeLessThan(1);
  });
  it('stays inside its box and shows what is louder as taller', () => {
    const peaks = Array.from({ length: 96 }, (_, i) => Math.min(255, i * 3));
    const got = heights(thumbPath(peaks));
    expect(got).toHaveLength(48);
    expect(Math.max(...got)).toBeLessThanOrEqual(40);
    expect(got.slice(1).every((height, i) => height >= (got[i] ?? 0))).toBe(true);
  });
  it('gives a quiet voice a shape, and silence none', () => {
    expect(Math.max(...heights(thumbPath([10, 40, 60, 20])))).toBeGreaterThan(30);
    expect(Math.max(...heights(thumbPath([1, 2, 1, 0])))).toBeLessThan(4);
  });
  it('does not lose a single loud peak', () => {
    const peaks = Array.from({ length: 96 }, () => 0);
    peaks[51] = 255;
    expect(heights(thumbPath(peaks))[25]).toBeGreaterThan(30);
  });
});

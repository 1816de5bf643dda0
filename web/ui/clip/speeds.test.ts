import { describe, expect, it } from 'vitest';
import { speedAfter } from './speeds';

describe('speedAfter', () => {
  it.each<[number, 1 | -1, number]>([
    [1, 1, 1.25],
    [1, -1, 0.75],
    [0.75, -1, 0.75],
    [2, 1, 2],
    [3, -1, 1.75],
  ])('from %d by %d: %d', (now, direction, want) => expect(speedAfter(now, direction)).toBe(want));
});

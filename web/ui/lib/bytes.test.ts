import { expect, test } from 'vitest';
import { bytes, share } from './bytes';

test.each([
  [0, 'nothing'],
  [12, '1 kB'],
  [438_993, '439 kB'],
  [12_345_678, '12.3 MB'],
  [999_000_000, '999 MB'],
  [10_000_000_000, '10 GB'],
])('%d bytes are %s', (count, words) => {
  expect(bytes(count)).toBe(words);
});

test('a share is a part of a whole', () => {
  expect(share(1, 4)).toBe(0.25);
  expect(share(9, 4)).toBe(1);
  expect(share(0, 0)).toBe(1);
});

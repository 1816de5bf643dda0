import { describe, expect, it } from 'vitest';
import { momentHash, momentIn } from './moment';

describe('momentIn', () => {
  it.each([
    ['#t=83', 83_000],
    ['#t=83.5', 83_500],
    ['#t=1:23', 83_000],
    ['#t=1:00:05', 3_605_000],
    ['#t=', undefined],
    ['#t=-3', undefined],
    ['#t=soon', undefined],
    ['#token=1', undefined],
    ['', undefined],
  ])('%s asks for %s', (hash, want) => expect(momentIn(hash)).toBe(want));

  it('understands what momentHash writes', () => {
    expect(momentIn(momentHash(83_999))).toBe(83_000);
  });
});

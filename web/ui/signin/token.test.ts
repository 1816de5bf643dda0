import { describe, expect, it } from 'vitest';
import { tokenIn } from './token';

describe('tokenIn', () => {
  it.each([
    ['#token=abc-_1', 'abc-_1'],
    ['#token=', ''],
    ['', ''],
    ['#other=1', ''],
    ['#a=1&token=x', 'x'],
  ])('%s holds %s', (hash, want) => expect(tokenIn(hash)).toBe(want));
});

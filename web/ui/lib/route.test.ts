import { describe, expect, it } from 'vitest';
import { match } from './route';

describe('match', () => {
  const cases: [pattern: string, path: string, want: Record<string, string> | undefined][] = [
    ['/', '/', {}],
    ['/clips', '/clips', {}],
    ['/clips', '/clips/', {}],
    ['/clips/{id}', '/clips/abc', { id: 'abc' }],
    ['/clips/{id}', '/clips', undefined],
    ['/clips/{id}', '/clips/a/b', undefined],
    ['/invite/{token}', '/invite/a%20b', { token: 'a b' }],
    ['/invite/{token}', '/invite/%E0%A4%A', undefined],
    ['/new', '/news', undefined],
  ];
  it.each(cases)('%s against %s', (pattern, path, want) => {
    expect(match(pattern, path)).toEqual(want);
  });
});

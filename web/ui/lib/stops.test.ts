// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Scope } from './scope';
import { forgetStop, keepTelling, noteLeft, rememberStop, wasStopped } from './stops';

describe('a stop that the server has not confirmed', () => {
  const scope = new Scope();
  /** What was asked for, and what the server answers. */
  const asked: string[] = [];
  let status = 503;

  beforeEach(() => {
    vi.useFakeTimers();
    localStorage.clear();
    asked.length = 0;
    vi.stubGlobal('fetch', (path: string) => {
      asked.push(path);
      return status === 0 ? Promise.reject(new TypeError('no connection')) : Promise.resolve({ ok: status < 300, status });
    });
  });
  afterEach(() => {
    scope.dispose();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('is told until it is confirmed, whatever the server says before', async () => {
    rememberStop('a', 1234);
    rememberStop('a', 5678);
    rememberStop('b');
    forgetStop('b');
    status = 0;
    keepTelling(scope);
    for (const next of [503, 401, 204]) {
      await vi.advanceTimersByTimeAsync(0);
      expect(wasStopped('a')).toBe(true);
      status = next;
      await vi.advanceTimersByTimeAsync(3000);
    }
    expect(wasStopped('a')).toBe(false);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toEqual(Array.from({ length: 4 }, () => '/api/v1/sessions/a/end?at_ms=1234'));
  });
});

describe('a page that goes away from a recording', () => {
  beforeEach(() => localStorage.clear());

  it.each([
    ['goes elsewhere', '/clips', true],
    ['is loaded anew', '/sessions/a', false],
  ])('%s', (_, path, left) => {
    const scope = new Scope();
    vi.stubGlobal('fetch', () => new Promise(() => undefined));
    noteLeft('a');
    history.replaceState(null, '', path);
    keepTelling(scope);
    expect(wasStopped('a')).toBe(left);
    scope.dispose();
    vi.unstubAllGlobals();
  });
});

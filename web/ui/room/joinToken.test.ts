// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { takeToken } from './joinToken';

describe('the token of an invite', () => {
  beforeEach(() => history.replaceState(null, '', '/join'));

  it('leaves the address bar and stays when the page is loaded again', () => {
    history.replaceState(null, '', '/join#abc234');
    expect(takeToken()).toBe('abc234');
    expect(location.pathname + location.hash).toBe('/join');
    expect(takeToken()).toBe('abc234');
  });

  it('is taken from a link of before as well', () => {
    history.replaceState(null, '', '/invite/old2');
    expect(takeToken('old2')).toBe('old2');
    expect(location.pathname).toBe('/join');
  });

  it('may be missing', () => expect(takeToken()).toBe(''));
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Scope } from './scope';

describe('a scope', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('removes listeners and timers when it is disposed of', () => {
    const scope = new Scope();
    const target = new EventTarget();
    const heard = vi.fn();
    scope.listen(target, 'ping', heard);
    scope.every(10, heard);
    scope.after(10, heard);
    target.dispatchEvent(new Event('ping'));
    expect(heard).toHaveBeenCalledTimes(1);
    scope.dispose();
    target.dispatchEvent(new Event('ping'));
    vi.advanceTimersByTime(100);
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it('disposes last owned first, and children with their parent', () => {
    const order: string[] = [];
    const scope = new Scope();
    scope.own(() => order.push('first'));
    const child = scope.child();
    child.own(() => order.push('child'));
    scope.own(() => order.push('last'));
    scope.dispose();
    scope.dispose();
    expect(order).toEqual(['last', 'child', 'first']);
    expect(child.disposed).toBe(true);
  });

  it('disposes at once of what comes too late', () => {
    const scope = new Scope();
    scope.dispose();
    const dispose = vi.fn();
    scope.own(dispose);
    expect(dispose).toHaveBeenCalledTimes(1);
  });

  it('lets go of what was disposed of early', () => {
    const scope = new Scope();
    const dispose = vi.fn();
    const early = scope.own(dispose);
    early();
    early();
    scope.dispose();
    expect(dispose).toHaveBeenCalledTimes(1);
  });

  it('lets go of what was made half-way', () => {
    const scope = new Scope();
    const dispose = vi.fn();
    const make = (): never => {
      scope.own(dispose);
      throw new Error('half-way');
    };
    expect(() => scope.guard(make)).toThrow('half-way');
    expect(dispose).toHaveBeenCalledTimes(1);
  });

  it('aborts what was started with its signal', () => {
    const scope = new Scope();
    const { signal } = scope;
    scope.dispose();
    expect(signal.aborted).toBe(true);
  });

  it('runs every disposer, also those of children, and reports what was thrown after the last', () => {
    const order: string[] = [];
    const reported = vi.fn(() => order.push('reported'));
    vi.stubGlobal('reportError', reported);
    const fail = (what: string) => () => {
      order.push(what);
      throw new Error(what);
    };
    const scope = new Scope();
    scope.own(() => order.push('first'));
    scope.own(fail('second'));
    const child = scope.child();
    child.own(() => order.push('child'));
    child.own(fail('child’s last'));
    scope.own(fail('last'));
    scope.dispose();
    expect(order).toEqual(['last', 'child’s last', 'child', 'reported', 'second', 'first', 'reported']);
    expect(reported).toHaveBeenNthCalledWith(1, new Error('child’s last'));
    expect(reported).toHaveBeenNthCalledWith(2, new AggregateError([new Error('last'), new Error('second')], '2 of 4 disposers failed'));
  });

  it('reports what is thrown by what is disposed of early or too late', () => {
    const reported = vi.fn();
    vi.stubGlobal('reportError', reported);
    const fail = (): never => {
      throw new Error('stuck');
    };
    const scope = new Scope();
    const early = scope.own(fail);
    early();
    scope.dispose();
    scope.own(fail);
    expect(reported).toHaveBeenCalledTimes(2);
  });
});

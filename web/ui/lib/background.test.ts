import { afterEach, describe, expect, it, vi } from 'vitest';
import { dismissToast, toasts } from './announce';
import { background } from './background';

describe('what goes on in the background', () => {
  afterEach(() => void vi.unstubAllGlobals());

  it('tells the person, and the console, what it throws', async () => {
    const reported = vi.fn();
    vi.stubGlobal('reportError', reported);
    const error = new Error('The list of devices is locked.');
    background(Promise.reject(error));
    background(Promise.resolve());
    await vi.waitFor(() => expect(reported).toHaveBeenCalledExactlyOnceWith(error));
    expect(toasts.value.map(({ kind, text }) => [kind, text])).toEqual([['failed', 'Something did not work: The list of devices is locked.']]);
    for (const { id } of toasts.value) dismissToast(id);
  });
});

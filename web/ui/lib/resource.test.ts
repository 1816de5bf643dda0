import { describe, expect, it, vi } from 'vitest';
import { Failure } from '../api/failure';
import { resource } from './resource';
import { Scope } from './scope';

describe('a resource', () => {
  it('goes from loading to ready', async () => {
    const r = resource(new Scope(), () => Promise.resolve(7));
    expect(r.loaded.value.state).toBe('loading');
    await vi.waitFor(() => expect(r.loaded.value).toEqual({ state: 'ready', value: 7 }));
  });

  it('keeps only the newest answer', async () => {
    const answers: ((value: number) => void)[] = [];
    const r = resource(new Scope(), () => new Promise<number>((done) => answers.push(done)));
    const second = r.reload();
    answers[1]?.(2);
    await second;
    answers[0]?.(1);
    await Promise.resolve();
    expect(r.loaded.value).toEqual({ state: 'ready', value: 2 });
  });

  it('says why it failed, and is silent after its scope', async () => {
    const failed = resource(new Scope(), () => Promise.reject(new Failure(404, 'Not there.')));
    await vi.waitFor(() => expect(failed.loaded.value.state).toBe('failed'));
    const scope = new Scope();
    const late = resource(scope, () => Promise.resolve(1));
    scope.dispose();
    await Promise.resolve();
    expect(late.loaded.value.state).toBe('loading');
  });
});

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

  it('keeps what was there while the server can’t answer, and drops it when the server says no', async () => {
    const answers = [
      (): Promise<number> => Promise.resolve(1),
      (): Promise<number> => Promise.reject(new Failure(0, 'No connection.')),
      (): Promise<number> => Promise.resolve(2),
      (): Promise<number> => Promise.reject(new Failure(404, 'Not there.')),
    ];
    const r = resource(new Scope(), () => answers.shift()?.() ?? Promise.resolve(0));
    await vi.waitFor(() => expect(r.loaded.value.state).toBe('ready'));
    await r.reload();
    expect(r.loaded.value).toMatchObject({ state: 'ready', value: 1, stale: { message: 'No connection.' } });
    await r.reload();
    expect(r.loaded.value).toEqual({ state: 'ready', value: 2 });
    await r.reload();
    expect(r.loaded.value).toMatchObject({ state: 'failed', failure: { status: 404 } });
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

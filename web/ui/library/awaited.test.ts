// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import type { Clip } from '../api/schema';
import { forgetStop, rememberStop } from '../lib/stops';
import { awaited, awaitedWords } from './awaited';
import { stateWords } from './state';

const wanted = [{ at_ms: 1000, duration_ms: 7700 }];
const until = '2026-11-27T09:00:00Z';
const none: ReadonlySet<string> = new Set();
const here: ReadonlySet<string> = new Set(['a']);

describe('a clip of which a browser has more', () => {
  it.each<[Clip['state'], boolean, boolean, ReadonlySet<string>, ReturnType<typeof awaited>]>([
    ['ready', true, true, none, 'from elsewhere'],
    ['ready', true, true, here, 'from here'],
    ['ready', true, false, here, 'from here'],
    ['storing', true, false, here, 'from here'],
    ['ready', false, false, here, ''],
    ['ready', true, false, none, ''],
    ['recording', true, false, here, ''],
    ['failed', true, false, here, ''],
  ])('%s, lacking something: %s, expected: %s', (state, lacks, expected, copies, want) => {
    const clip = { id: 'a', state, wanted: lacks ? wanted : [], ...(expected && { copy_until: until }) };
    expect(awaited(clip, copies)).toBe(want);
    expect(awaitedWords(clip, copies) === '').toBe(want === '');
  });

  it('is not called ready', () => {
    const clip = { id: 'a', session_id: 's', state: 'ready', wanted, completing: false } as const;
    expect(stateWords(clip, none).word).toBe('Ready');
    expect(stateWords(clip, here).word).toBe('Copy on its way');
    expect(stateWords({ ...clip, copy_until: until }, none).word).toBe('Copy on its way');
    expect(stateWords({ ...clip, completing: true }, here).word).toBe('Being completed');
  });

  it('is not called recorded once the person has stopped it, though the server does not know yet', () => {
    const clip: Parameters<typeof stateWords>[0] = { id: 'a', session_id: 's', state: 'recording', wanted: [], completing: false };
    expect(stateWords(clip, none).word).toBe('Recording');
    rememberStop('s');
    expect(stateWords(clip, none).word).toBe('Stopped');
    forgetStop('s');
  });
});

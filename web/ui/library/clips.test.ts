import { describe, expect, it } from 'vitest';
import type { Clip } from '../api/schema';
import { againAddress, deletedWords, isChanging, isPlayable } from './clips';

describe('isChanging', () => {
  it.each<[Clip['state'], number[], boolean]>([
    ['recording', [], true],
    ['storing', [1], true],
    ['ready', [], true],
    ['ready', [1], false],
    ['failed', [], false],
  ])('%s with peaks %j: %s', (state, peaks, want) => expect(isChanging({ state, peaks, completing: false })).toBe(want));
  it('while it is being completed', () => expect(isChanging({ state: 'ready', peaks: [1], completing: true })).toBe(true));
});

describe('isPlayable', () => {
  it.each<[Clip['state'], number, boolean]>([
    ['recording', 0, false],
    ['storing', 1000, true],
    ['ready', 1000, true],
    ['failed', 0, false],
  ])('%s of %i ms: %s', (state, duration_ms, want) => expect(isPlayable({ state, duration_ms })).toBe(want));
});

describe('deletedWords', () => {
  it('says that it is gone from the store as well', () => {
    expect(deletedWords({ store: 'folder clips' })).toBe('Deleted, also from folder clips.');
  });
});

describe('againAddress', () => {
  const question = { id: '', domain: '', topic: '', level: '', prompt: 'Why & how?', hints: [], points: [] };
  it('names a question of the bank', () => {
    expect(againAddress({ question: { ...question, id: 'networking-tcp-close' } })).toBe('/new?kind=solo&question=networking-tcp-close');
  });
  it('carries a question that was typed', () => {
    expect(againAddress({ question })).toBe('/new?kind=solo&prompt=Why+%26+how%3F');
  });
});

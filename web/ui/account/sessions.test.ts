import { describe, expect, it } from 'vitest';
import type { Session } from '../api/schema';
import { companyWords, confirms, deletedSessionWords, isHost, wordToType } from './sessions';

function seat(id: string, name: string, owner = false): Session['participants'][number] {
  return { id, name, owner, role: 'candidate', consented: true };
}

describe('a session in the list', () => {
  it('says with whom it was', () => {
    expect(companyWords({ kind: 'solo', participants: [seat('a', 'Ada', true)] }, 'a')).toBe('Alone');
    expect(companyWords({ kind: 'paired', participants: [seat('a', 'Ada', true), seat('b', 'Bob'), seat('c', '')] }, 'a')).toBe(
      'With Bob and somebody without a name',
    );
    expect(companyWords({ kind: 'paired', participants: [seat('a', 'Ada', true)] }, 'a')).toBe('With nobody who is still here');
  });

  it('is deleted by its host alone', () => {
    const session = { participants: [seat('a', 'Ada', true), seat('b', 'Bob')] };
    expect(isHost(session, 'a')).toBe(true);
    expect(isHost(session, 'b')).toBe(false);
  });

  it('says what went with it', () => {
    expect(deletedSessionWords({ clips: 0, store: 'folder clips' })).toBe('The session is deleted.');
    expect(deletedSessionWords({ clips: 1, store: 'folder clips' })).toContain('your recording of it, also from folder clips');
    expect(deletedSessionWords({ clips: 2, store: 'folder clips' })).toContain('your 2 recordings of it');
  });
});

describe('the confirmation', () => {
  it('is the name, however it is spaced or written', () => {
    expect(confirms(' ada  lovelace ', 'Ada Lovelace')).toBe(true);
    expect(confirms('Ada', 'Ada Lovelace')).toBe(false);
    expect(confirms('', 'Ada')).toBe(false);
  });

  it('is a word where there is no name', () => {
    expect(wordToType('')).toBe('delete');
    expect(confirms('Delete', '')).toBe(true);
    expect(confirms('', '')).toBe(false);
  });
});

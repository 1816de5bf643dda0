import { describe, expect, it } from 'vitest';
import type { Session } from '../api/schema';
import { openSession } from './sessions';

const now = new Date('2026-11-23T20:00:00Z');

function session(id: string, state: Session['state'], created_at: string): Session {
  return {
    id,
    state,
    created_at,
    kind: 'solo',
    format: { id: 'quick-answer', name: 'Quick answer', medium: 'verbal' },
    leg: 0,
    questions: [],
    participants: [],
    clip_ids: [],
  };
}

describe('openSession', () => {
  it('finds the newest that runs or waits', () => {
    const sessions = [
      session('a', 'ended', '2026-11-23T19:50:00Z'),
      session('b', 'lobby', '2026-11-23T19:30:00Z'),
      session('c', 'running', '2026-11-23T19:20:00Z'),
    ];
    expect(openSession(sessions, now)?.id).toBe('b');
  });
  it('forgets what was left long ago', () => {
    expect(openSession([session('a', 'lobby', '2026-11-20T19:30:00Z')], now)).toBeUndefined();
  });
});

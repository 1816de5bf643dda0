import { describe, expect, it } from 'vitest';
import { countdown, read, ServerClock } from './clock';
import type { Snapshot } from './messages';

const session = {
  started_at_ms: 1_000_000,
  stages: [
    { name: 'Think', purpose: '', duration_ms: 10_000, leg: 0 },
    { name: 'Answer', purpose: '', duration_ms: 80_000, leg: 0 },
  ],
} as unknown as Snapshot;

describe('the clock of a session', () => {
  it.each([
    [-3000, { stage: -1, position_ms: -3000, left_ms: 3000 }],
    [-1, { stage: -1, position_ms: -1, left_ms: 1 }],
    [0, { stage: 0, position_ms: 0, left_ms: 10_000 }],
    [9999, { stage: 0, position_ms: 9999, left_ms: 1 }],
    [10_000, { stage: 1, position_ms: 10_000, left_ms: 80_000 }],
    [90_000, { stage: 2, position_ms: 90_000, left_ms: 0 }],
    [500_000, { stage: 2, position_ms: 90_000, left_ms: 0 }],
  ])('reads %i ms after position 0', (after, want) => {
    expect(read(session, session.started_at_ms + after)).toEqual(want);
  });

  it('counts 3, 2, 1', () => {
    expect([3000, 2001, 2000, 1000, 1].map(countdown)).toEqual([3, 3, 2, 1, 1]);
  });
});

describe('the server’s clock seen from here', () => {
  it('believes the fastest of several exchanges', () => {
    const clock = new ServerClock();
    clock.guess(100, 5000);
    expect(clock.at(200)).toBe(5100);
    clock.learn(1000, 1400, 11_000); // 400 ms there and back
    clock.learn(2000, 2020, 12_005); // 20 ms: offset 9995
    clock.learn(3000, 3300, 13_900);
    expect(clock.at(4000)).toBe(13_995);
  });

  it('does not put a guess in the place of a measurement', () => {
    const clock = new ServerClock();
    clock.learn(0, 10, 1005);
    clock.guess(20, 9999);
    expect(clock.at(0)).toBe(1000);
  });
});

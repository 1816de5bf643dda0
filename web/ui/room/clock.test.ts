import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { countdown, legEnds, read, ServerClock, stagesOf, startedAt, type ClockFacts } from './clock';

/** A file of the readings that the server's clock and this one must agree on. */
interface Fixture extends ClockFacts {
  readonly about: string;
  readonly durations_ms: readonly number[];
  readonly readings: readonly { at_ms: number; stage: number; position_ms: number; stage_ends_ms: number; paused: boolean }[];
  readonly legs?: readonly { begins_at_ms: number; ends_at_ms: number }[];
}

const folder = new URL('../../../sessions/testdata/clock/', import.meta.url);
const fixtures = readdirSync(folder).map((name): [string, Fixture] => [name, JSON.parse(readFileSync(new URL(name, folder), 'utf8'))]);

describe('the clock of a session', () => {
  it('has fixtures, which the Go tests read too', () => {
    expect(fixtures.length).toBeGreaterThanOrEqual(10);
  });

  it.each(fixtures)('reads %s as the server does', (_, { plan, events, readings, durations_ms, legs = [] }) => {
    const clock = { plan, events };
    for (const { at_ms, stage, position_ms, stage_ends_ms, paused } of readings) {
      expect(read(clock, at_ms), `at ${at_ms}`).toEqual({ stage, position_ms, left_ms: stage_ends_ms - position_ms, paused });
    }
    expect(stagesOf(clock).map(({ duration_ms }) => duration_ms)).toEqual(durations_ms);
    expect(startedAt(clock)).toBe(events[0]?.at_ms ?? 0);
    for (const [leg, { ends_at_ms }] of legs.entries()) expect(legEnds(clock, leg)).toBe(ends_at_ms || Number.POSITIVE_INFINITY);
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

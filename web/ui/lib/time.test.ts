import { describe, expect, it } from 'vitest';
import { clock, day, greeting, speakTime, spell } from './time';

describe('clock', () => {
  it.each([
    [0, '0:00'],
    [999, '0:00'],
    [7_000, '0:07'],
    [750_000, '12:30'],
    [3_723_000, '1:02:03'],
    [-5, '0:00'],
  ])('%i ms is %s', (ms, want) => expect(clock(ms)).toBe(want));
});

describe('spell', () => {
  it.each([
    [0, '0 s'],
    [40_000, '40 s'],
    [180_000, '3 min'],
    [210_000, '3 min 30 s'],
    [3_900_000, '1 h 5 min'],
  ])('%i ms is %s', (ms, want) => expect(spell(ms)).toBe(want));
});

describe('speakTime', () => {
  it.each([
    [0, '0 seconds'],
    [61_000, '1 minute 1 second'],
    [7_322_000, '2 hours 2 minutes 2 seconds'],
  ])('%i ms is %s', (ms, want) => expect(speakTime(ms)).toBe(want));
});

describe('day', () => {
  const now = new Date(2026, 10, 23, 20, 0);
  it('names today and yesterday by the calendar, not by 24 hours', () => {
    expect(day(new Date(2026, 10, 23, 0, 5).toISOString(), now)).toMatch(/^Today, /);
    expect(day(new Date(2026, 10, 22, 23, 55).toISOString(), now)).toMatch(/^Yesterday, /);
  });
  it('gives the date for what is older, and the year when it is another', () => {
    expect(day(new Date(2026, 10, 3, 9, 0).toISOString(), now)).not.toMatch(/2026/);
    expect(day(new Date(2025, 10, 3, 9, 0).toISOString(), now)).toMatch(/2025/);
  });
});

describe('greeting', () => {
  it.each([
    [3, 'Good evening'],
    [5, 'Good morning'],
    [12, 'Good afternoon'],
    [18, 'Good evening'],
  ])('at %i o’clock: %s', (hour, want) => expect(greeting(hour)).toBe(want));
});

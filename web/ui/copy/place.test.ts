import { expect, test } from 'vitest';
import { RunClock } from './place';

test('what arrives late does not move the run', () => {
  const clock = new RunClock();
  clock.observe(10, 1010);
  clock.observe(20, 1070);
  clock.observe(30, 1031);
  expect(clock.at(0)).toBe(1000);
});

test('what arrives earlier than all before does', () => {
  const clock = new RunClock();
  clock.observe(10, 1050);
  clock.observe(20, 1025);
  expect(clock.at(10)).toBe(1015);
});

test('a clock that runs away is followed', () => {
  const clock = new RunClock();
  for (let ms = 0; ms <= 600_000; ms += 10) clock.observe(ms, 1000 + ms * 1.0002);
  expect(Math.abs(clock.at(600_000) - (1000 + 600_120))).toBeLessThan(7);
});

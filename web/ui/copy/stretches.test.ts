import { expect, test } from 'vitest';
import { complete, piecesFor, settled, type Place } from './stretches';

/** Chunks of a second, from a position on. */
function run(number: number, from_ms: number, seconds: number): Place[] {
  return Array.from({ length: seconds }, (_, index) => ({ run: number, index, at_ms: from_ms + index * 1000, duration_ms: 1000 }));
}

test('a wanted stretch is sent with three seconds around it', () => {
  expect(piecesFor([{ at_ms: 10_000, duration_ms: 2000 }], run(0, 0, 60))).toEqual([{ run: 0, first: 7, end: 15 }]);
});

test('margins end where the run does', () => {
  expect(piecesFor([{ at_ms: 0, duration_ms: 500 }], run(0, 0, 2))).toEqual([{ run: 0, first: 0, end: 2 }]);
});

test('what another run has comes from there', () => {
  const places = [...run(0, 0, 10), ...run(1, 10_400, 10)];
  expect(piecesFor([{ at_ms: 8000, duration_ms: 4000 }], places)).toEqual([
    { run: 0, first: 5, end: 10 },
    { run: 1, first: 0, end: 5 },
  ]);
});

test('nothing is sent for what is not there', () => {
  expect(piecesFor([{ at_ms: 30_000, duration_ms: 500 }], run(0, 0, 10))).toEqual([]);
});

test('long stretches are cut to what the server takes', () => {
  const pieces = piecesFor([{ at_ms: 0, duration_ms: 250_000 }], run(0, 0, 250));
  expect(pieces).toEqual([
    { run: 0, first: 0, end: 100 },
    { run: 0, first: 100, end: 200 },
    { run: 0, first: 200, end: 250 },
  ]);
});

test('a chunk that was lost ends a piece', () => {
  const places = run(0, 0, 10).filter(({ index }) => index !== 5);
  expect(piecesFor([{ at_ms: 3000, duration_ms: 4000 }], places)).toEqual([
    { run: 0, first: 0, end: 5 },
    { run: 0, first: 6, end: 10 },
  ]);
});

test('a chunk that was taken late lies where its run says, later observations know better', () => {
  const late = run(0, 5000, 4).map((place) => ({ ...place, at_ms: place.at_ms + [740, 20, 0, 30][place.index]! }));
  expect(settled(late).map(({ at_ms }) => at_ms)).toEqual([5000, 6000, 7000, 8030]);
});

test('behind a chunk that was lost, and in another run, time is told anew', () => {
  const places = [...run(0, 0, 4).filter(({ index }) => index !== 1), ...run(1, 9000, 1)];
  expect(settled(places).map(({ at_ms }) => at_ms)).toEqual([0, 2000, 3000, 9000]);
});

test('while the recording goes on, a stretch waits for the three seconds behind it', () => {
  const wanted = [{ at_ms: 2000, duration_ms: 1000 }];
  expect(complete(wanted, run(0, 0, 5))).toEqual([]);
  expect(complete(wanted, run(0, 0, 6))).toEqual(wanted);
  expect(complete(wanted, [])).toEqual([]);
});

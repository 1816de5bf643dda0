import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { opusSamples } from './opus';
import { WebMReader } from './webm';

/** Two seconds of a tone as a live WebM stream, as a browser's recorder writes it. */
const stream = execFileSync(
  'ffmpeg',
  ['-loglevel', 'error', '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000:duration=2', '-c:a', 'libopus', '-f', 'webm', '-live', '1', '-'],
  { maxBuffer: 1 << 24 },
);

test.each([1, 7, 100, 100_000])('the frames come out, whatever the pieces (%i bytes)', (size) => {
  const reader = new WebMReader();
  const frames: Uint8Array[] = [];
  for (let at = 0; at < stream.length; at += size) frames.push(...reader.read(stream.subarray(at, at + size)));
  const samples = frames.reduce((sum, frame) => sum + opusSamples(frame), 0);
  expect(Math.abs(samples / 48_000 - 2)).toBeLessThan(0.05);
});

test('what is no WebM gives nothing', () => {
  expect(new WebMReader().read(new Uint8Array(1000))).toEqual([]);
});

import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { oggOpus } from './ogg';
import { opusSamples } from './opus';

/** 10 ms of silence that every decoder takes. */
const silence = Uint8Array.of(30 << 3, 0xff, 0xfe);

test('packets tell their length', () => {
  expect(opusSamples(silence)).toBe(480);
  expect(opusSamples(Uint8Array.of((31 << 3) | 1))).toBe(1920);
  expect(opusSamples(Uint8Array.of((3 << 3) | 3, 2))).toBe(5760);
  expect(opusSamples(Uint8Array.of())).toBe(0);
});

test('a foreign tool finds nothing to complain about', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'practice-ogg-')), 'copy.ogg');
  const long = new Uint8Array(600).fill(7);
  long[0] = 30 << 3;
  writeFileSync(file, oggOpus([...Array.from({ length: 120 }, () => silence), long], 8));
  const said = execFileSync('opusinfo', [file]).toString();
  expect(said).not.toMatch(/WARNING|ERROR/);
  expect(said).toContain('Pre-skip: 4152');
  expect(said).toContain('Playback length: 0m:01.123s');
});

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');

/** What a comparison of a recording with what was spoken found. */
export interface Heard {
  /** Duration of the decoded recording, in milliseconds. */
  duration_ms: number;
  /** Normalised cross-correlation over all of the speech, after alignment: 1 is identical. */
  peak: number;
  /** Where in the (repeated) spoken file the recording begins, in milliseconds. */
  offset_ms: number;
  /** The same for each window of the recording that has speech in it. */
  windows: { at_ms: number; peak: number; offset_ms: number }[];
}

/**
 * Decodes the recording with opusdec or ffmpeg and finds it in what was spoken, repeated as the fake
 * microphone repeats it. It may be a part of the recording alone. No window reaches over a break.
 */
export function listen(recording: string, spoken: string, { from_ms = 0, to_ms = 0 } = {}, breaks_ms: readonly number[] = []): Heard {
  const part = ['-from', `${from_ms}ms`, '-to', `${to_ms}ms`, ...breaks_ms.flatMap((at_ms) => ['-break', `${at_ms}ms`])];
  const out = execFileSync('go', ['run', './internal/hearing/listen', '-recording', recording, '-spoken', spoken, ...part], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 24,
  });
  return JSON.parse(out) as Heard;
}

/** Keeps the bytes under the name and returns the path. */
export function keep(path: string, bytes: Uint8Array): string {
  writeFileSync(path, bytes);
  return path;
}

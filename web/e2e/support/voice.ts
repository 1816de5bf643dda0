import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'practice-voice-'));

/** A text spoken by espeak-ng: a mono WAV file at 48 kHz, the rate of Opus. */
export function speak(name: string, text: string, voice = 'en-us'): string {
  const raw = join(folder, `${name}-raw.wav`);
  const wav = join(folder, `${name}.wav`);
  execFileSync('espeak-ng', ['-v', voice, '-s', '160', '-w', raw, text]);
  execFileSync('ffmpeg', ['-loglevel', 'error', '-y', '-i', raw, '-ar', '48000', '-ac', '1', '-c:a', 'pcm_s16le', wav]);
  return wav;
}

/** Silence of some seconds as a WAV file, for somebody who only listens. */
export function silence(seconds: number): string {
  const wav = join(folder, `silence-${seconds}.wav`);
  execFileSync('ffmpeg', ['-loglevel', 'error', '-y', '-f', 'lavfi', '-i', 'anullsrc=r=48000:cl=mono', '-t', String(seconds), wav]);
  return wav;
}

export const candidateText =
  'When a client opens a connection it sends a synchronise segment. The server answers with its own, and the client ' +
  'acknowledges. Only then may data flow in both directions. Closing takes four segments, since each direction is closed ' +
  'on its own, and the side that closes first keeps waiting, so that a late segment can not disturb the next connection.';

export const interviewerText =
  'Thank you, that was clear. Now please tell me what happens when the acknowledgement is lost on the way, ' +
  'and which of the two sides will notice it first. Take your time, and think aloud while you do.';

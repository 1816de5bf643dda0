import { expect, test } from 'vitest';
import { playableSource } from './audio';

const links = { audio_ogg: '/clips/a/audio.ogg', audio_wav: '/clips/a/audio.wav' };

test.each([
  ['a browser that plays Ogg', 'probably', links, links.audio_ogg],
  ['a browser that does not', '', links, links.audio_wav],
  ['a recording brought as a WAV file', 'probably', { ...links, audio_ogg: '' }, links.audio_wav],
] as const)('%s', (_, answer, given, want) => {
  expect(playableSource({ canPlayType: () => answer }, given)).toBe(want);
});

import type { ClipLinks } from '../api/schema';

/** What of an audio element is asked here. */
type CanPlay = Pick<HTMLMediaElement, 'canPlayType'>;

/** The address a browser can play: Ogg Opus as it was recorded, or WAV where a browser knows no Ogg or the clip has none. */
export function playableSource(audio: CanPlay, links: Pick<ClipLinks, 'audio_ogg' | 'audio_wav'>): string {
  return links.audio_ogg === '' || audio.canPlayType('audio/ogg; codecs=opus') === '' ? links.audio_wav : links.audio_ogg;
}

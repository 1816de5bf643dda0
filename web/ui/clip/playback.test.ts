import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Scope } from '../lib/scope';
import { Playback } from './playback';

/** What of an audio element the playback uses, without a browser. */
class Element extends EventTarget {
  currentTime = 0;
  playbackRate = 1;
  volume = 1;
  muted = false;
  paused = true;
  readyState = 0;
  error: { code: number } | null = null;
  loads = 0;

  play(): Promise<void> {
    this.paused = false;
    this.say('play');
    return Promise.resolve();
  }

  pause(): void {
    if (this.paused) return;
    this.paused = true;
    this.say('pause');
  }

  load(): void {
    this.loads++;
    this.readyState = 0;
    this.currentTime = 0;
  }

  say(type: string): void {
    this.dispatchEvent(new Event(type));
  }

  /** The browser has read the beginning of the file. */
  know(): void {
    this.readyState = 1;
    this.say('loadedmetadata');
  }

  /** The browser has played up to a position. */
  at(ms: number): void {
    this.currentTime = ms / 1000;
    this.say('timeupdate');
  }
}

describe('a playback', () => {
  let scope: Scope;
  let audio: Element;
  let playback: Playback;

  beforeEach(() => {
    vi.stubGlobal('requestAnimationFrame', () => 0);
    vi.stubGlobal('cancelAnimationFrame', () => undefined);
    scope = new Scope();
    audio = new Element();
    playback = new Playback(scope, audio as unknown as HTMLAudioElement, 90_000);
  });
  afterEach(() => {
    scope.dispose();
    vi.unstubAllGlobals();
  });

  it('keeps a position that is sought before anything is loaded, and goes there', () => {
    playback.seek(83_000);
    expect([playback.positionMs.value, audio.currentTime]).toEqual([83_000, 0]);
    audio.say('timeupdate');
    expect(playback.positionMs.value).toBe(83_000);
    audio.know();
    expect(audio.currentTime).toBe(83);
  });

  it('stays between the beginning and the true end', () => {
    audio.know();
    playback.perform({ do: 'seek', byMs: -5_000 });
    expect(audio.currentTime).toBe(0);
    playback.perform({ do: 'end' });
    playback.perform({ do: 'seek', byMs: 5_000 });
    expect(audio.currentTime).toBe(90);
    audio.at(90_400);
    expect(playback.positionMs.value).toBe(90_000);
  });

  it('begins anew when it is played at the end', () => {
    audio.know();
    audio.at(90_000);
    playback.toggle();
    expect([audio.paused, audio.currentTime]).toEqual([false, 0]);
    playback.toggle();
    expect(playback.playing.value).toBe(false);
  });

  it('says in words that the connection broke, and goes on from where it was', () => {
    audio.know();
    audio.at(30_000);
    audio.error = { code: 2 };
    audio.say('error');
    expect(playback.trouble.value).toContain('kept on the server');
    playback.toggle();
    expect([audio.loads, playback.trouble.value]).toEqual([1, '']);
    audio.know();
    expect(audio.currentTime).toBe(30);
  });

  it('follows speed and volume, also when the browser changes them', () => {
    playback.perform({ do: 'faster' });
    audio.say('ratechange');
    expect(playback.rate.value).toBe(1.25);
    playback.setVolume(0);
    audio.say('volumechange');
    expect([playback.volume.value, playback.muted.value]).toEqual([0, true]);
  });

  it('is silent after its scope', () => {
    playback.toggle();
    scope.dispose();
    expect(audio.paused).toBe(true);
  });
});

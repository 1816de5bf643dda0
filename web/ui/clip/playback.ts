import { computed, signal } from '@preact/signals';
import type { Scope } from '../lib/scope';
import type { Action } from './keys';
import { speedAfter } from './speeds';
import { loadFailed } from './words';

/** From this readyState on an element knows positions (HTML, HTMLMediaElement). */
const haveMetadata = 1;

/**
 * Plays one clip through an audio element. The duration is the server's, since
 * an element knows its own only after it has loaded the end.
 */
export class Playback {
  readonly #playing = signal(false);
  readonly #position = signal(0);
  readonly #waiting = signal(false);
  readonly #trouble = signal('');
  readonly #rate = signal(1);
  readonly #volume = signal(1);
  readonly #muted = signal(false);
  /** Where to go as soon as the element can. */
  #wanted: number | undefined;

  constructor(
    scope: Scope,
    readonly audio: HTMLAudioElement,
    readonly durationMs: number,
  ) {
    const on = (types: string, call: () => void): void => {
      for (const type of types.split(' ')) scope.listen(audio, type, call);
    };
    on('play', () => void (this.#playing.value = true));
    on('pause ended', () => void (this.#playing.value = false));
    on('timeupdate seeking seeked ended', () => this.#follow());
    on('waiting', () => void (this.#waiting.value = true));
    on('playing canplay pause seeked', () => void (this.#waiting.value = false));
    on('ratechange', () => void (this.#rate.value = audio.playbackRate));
    on('volumechange', () => {
      this.#volume.value = audio.volume;
      this.#muted.value = audio.muted;
    });
    on('loadedmetadata', () => {
      this.#trouble.value = '';
      if (this.#wanted !== undefined) audio.currentTime = this.#wanted / 1000;
      this.#wanted = undefined;
    });
    on('error', () => {
      this.#waiting.value = false;
      this.#trouble.value = loadFailed(audio.error?.code);
    });
    scope.eachFrame(() => {
      if (this.#playing.value) this.#follow();
    });
    scope.own(() => audio.pause());
  }

  readonly playing = computed(() => this.#playing.value);
  /** Where the clip is, in milliseconds. */
  readonly positionMs = computed(() => this.#position.value);
  /** Whether it would play but waits for data. */
  readonly waiting = computed(() => this.#waiting.value);
  /** Why it does not play, in words; empty when nothing is wrong. */
  readonly trouble = computed(() => this.#trouble.value);
  readonly rate = computed(() => this.#rate.value);
  /** From 0 to 1. */
  readonly volume = computed(() => this.#volume.value);
  readonly muted = computed(() => this.#muted.value);

  #follow(): void {
    if (this.#wanted === undefined) this.#position.value = Math.min(this.durationMs, this.audio.currentTime * 1000);
  }

  /** Plays or pauses. At the end it begins anew. */
  toggle(): void {
    const { audio } = this;
    if (!audio.paused) return audio.pause();
    if (this.#trouble.value !== '') return this.retry();
    if (this.#position.value >= this.durationMs - 50) this.seek(0);
    // What goes wrong arrives as an error event.
    audio.play().catch(() => undefined);
  }

  /** Loads the audio once more after a failure, and plays from where it was. */
  retry(): void {
    this.#wanted = this.#position.value;
    this.#trouble.value = '';
    this.audio.load();
    this.audio.play().catch(() => undefined);
  }

  /** Goes to a position; it may come before anything is loaded. */
  seek(ms: number): void {
    const to = Math.min(this.durationMs, Math.max(0, ms));
    this.#position.value = to;
    if (this.audio.readyState >= haveMetadata) this.audio.currentTime = to / 1000;
    else this.#wanted = to;
  }

  setRate(rate: number): void {
    this.audio.playbackRate = rate;
  }

  setVolume(volume: number): void {
    this.audio.volume = volume;
    this.audio.muted = volume === 0;
  }

  toggleMute(): void {
    this.audio.muted = !this.audio.muted;
  }

  /** Does what a key asks for. */
  perform(action: Action): void {
    switch (action.do) {
      case 'toggle':
        return this.toggle();
      case 'seek':
        return this.seek(this.#position.value + action.byMs);
      case 'start':
        return this.seek(0);
      case 'end':
        return this.seek(this.durationMs);
      case 'slower':
        return this.setRate(speedAfter(this.#rate.value, -1));
      case 'faster':
        return this.setRate(speedAfter(this.#rate.value, 1));
      case 'mute':
        return this.toggleMute();
    }
  }
}

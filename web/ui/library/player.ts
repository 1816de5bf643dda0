import { computed, signal } from '@preact/signals';
import type { Clip } from '../api/schema';
import { playableSource } from '../lib/audio';
import type { Scope } from '../lib/scope';

/** One audio element for all clips of a list: starting one stops another. */
export class Player {
  readonly #audio = new Audio();
  readonly #clip = signal<Clip | undefined>(undefined);
  readonly #playing = signal(false);
  readonly #position = signal(0);
  readonly #trouble = signal('');

  constructor(scope: Scope) {
    const audio = this.#audio;
    audio.preload = 'metadata';
    const follow = (): void => void (this.#position.value = audio.currentTime * 1000);
    scope.listen(audio, 'play', () => void (this.#playing.value = true));
    scope.listen(audio, 'pause', () => void (this.#playing.value = false));
    scope.listen(audio, 'timeupdate', follow);
    scope.listen(audio, 'seeked', follow);
    scope.listen(audio, 'error', () => {
      this.#playing.value = false;
      this.#trouble.value = 'The recording could not be played. It is kept; try again, or download it.';
    });
    scope.own(() => this.close());
  }

  /** The clip that is in the player. */
  readonly clip = computed(() => this.#clip.value);
  /** Whether it plays. */
  readonly playing = computed(() => this.#playing.value);
  /** Where it is, in milliseconds. */
  readonly positionMs = computed(() => this.#position.value);
  /** Why it does not play, in words; empty when it does. */
  readonly trouble = computed(() => this.#trouble.value);

  /** Plays a clip, or pauses it when it is the one that plays. */
  toggle(clip: Clip): void {
    if (this.#clip.value?.id !== clip.id || this.#trouble.value !== '') {
      this.#clip.value = clip;
      this.#position.value = 0;
      this.#trouble.value = '';
      this.#audio.src = playableSource(this.#audio, clip.links);
    }
    if (this.#audio.paused) this.#audio.play().catch(() => undefined);
    else this.#audio.pause();
  }

  /** Goes to a position of the clip that is in the player. */
  seek(ms: number): void {
    this.#audio.currentTime = ms / 1000;
    this.#position.value = ms;
  }

  /** Stops and empties the player. */
  close(): void {
    this.#audio.pause();
    this.#audio.removeAttribute('src');
    this.#audio.load();
    this.#clip.value = undefined;
    this.#playing.value = false;
    this.#trouble.value = '';
  }
}

import { effect, signal, type ReadonlySignal } from '@preact/signals';
import type { Scope } from '../lib/scope';
import type { ForConnection, FromServer } from './messages';
import { PeerConnection } from './PeerConnection';

/** For how long a broken voice connection may mend itself before another way is tried. */
const patience_ms = 3000;
/** For how long another way is tried before another connection is made. */
const restart_ms = 5000;

/** What the voices need of the room. */
export interface VoiceLine {
  /** The microphone that is spoken with. */
  readonly track: ReadonlySignal<MediaStreamTrack | undefined>;
  /** Whether messages get through. */
  open(): boolean;
  /** Whether there is anything to hear or to say: not after the end, nor where a program speaks. */
  wanted(): boolean;
  send(message: ForConnection): void;
  /** Another microphone speaks on the same connection. */
  spokenWith(): void;
}

/** The voices of a room for as long as its scope lives: one connection after another, until they flow. */
export class Voices {
  readonly #state = signal<'none' | 'connecting' | 'connected'>('none');
  readonly #blocked = signal(false);
  #peer: PeerConnection | undefined;
  #life: Scope | undefined;

  constructor(
    private readonly scope: Scope,
    private readonly line: VoiceLine,
  ) {
    scope.own(
      effect(() => {
        const speaking = line.track.value;
        const peer = this.#peer;
        peer?.speakWith(speaking).catch(() => this.#redial(peer));
      }),
    );
  }

  get state(): ReadonlySignal<'none' | 'connecting' | 'connected'> {
    return this.#state;
  }

  /** The others are silent until the person clicks. */
  get blocked(): ReadonlySignal<boolean> {
    return this.#blocked;
  }

  /** Tries another way, on which the recording goes on to the sample; if that fails, another connection. */
  mend(): void {
    if (!this.line.open() || this.#state.value === 'connected') return;
    const [peer, life] = [this.#peer, this.#life];
    if (!peer?.restartable || !life) {
      this.#connect();
      return;
    }
    life.after(restart_ms, () => this.#state.value !== 'connected' && this.#redial(peer));
    peer.offer(true).catch(() => this.#redial(peer));
  }

  /** Goes on with the server's part of the negotiation. */
  negotiate(message: Extract<FromServer, { type: 'answer' | 'candidate' }>): void {
    const peer = this.#peer;
    peer?.negotiate(message).catch(() => this.#redial(peer));
  }

  /** Ends the connection. */
  hangUp(): void {
    this.#life?.dispose();
    this.#life = this.#peer = undefined;
    this.#state.value = 'none';
  }

  /** Plays the others, after the person has clicked. Throws what the browser says when it does not. */
  async unblock(): Promise<void> {
    await this.#peer?.unblock();
    this.#blocked.value = false;
  }

  #connect(): void {
    if (!this.line.wanted()) return;
    this.hangUp();
    const life = this.scope.child();
    this.#life = life;
    this.#state.value = 'connecting';
    const peer = new PeerConnection(
      life,
      {
        send: (message) => this.line.send(message),
        spokenWith: () => this.line.spokenWith(),
        connected: (connected) => {
          this.#state.value = connected ? 'connected' : 'connecting';
          if (!connected) life.after(patience_ms, () => this.mend());
        },
        blocked: () => (this.#blocked.value = true),
      },
      this.line.track.peek(),
    );
    this.#peer = peer;
    life.after(patience_ms * 2, () => this.#state.value !== 'connected' && this.#redial(peer));
    // An offer that could not be made is made again with the connection after this one.
    peer.offer().catch(() => undefined);
  }

  /** Makes another connection, if the one that failed has not been replaced already. */
  #redial(failed: PeerConnection): void {
    if (failed === this.#peer && this.line.open()) this.#connect();
  }
}

import type { Scope } from '../lib/scope';
import type { ForConnection, FromServer } from './messages';
import { askForRetransmission } from './sdp';

/** What a connection reports. */
export interface PeerEvents {
  send(message: ForConnection): void;
  /** Another microphone speaks on the same connection. */
  spokenWith(): void;
  /** Voices flow, or no longer can. */
  connected(connected: boolean): void;
  /** The browser plays no sound before the person has clicked. */
  blocked(): void;
}

const otherVoices = 3;

/**
 * The voices of a session: one to the server, up to three from it. The page
 * always offers; nothing is negotiated again when others come and go.
 */
export class PeerConnection {
  readonly #connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  readonly #microphone: RTCRtpTransceiver;
  readonly #players: HTMLAudioElement[] = [];

  constructor(
    scope: Scope,
    private readonly events: PeerEvents,
    track: MediaStreamTrack | undefined,
  ) {
    scope.own(() => this.#connection.close());
    this.#microphone = this.#connection.addTransceiver(track ?? 'audio', { direction: 'sendonly' });
    for (let i = 0; i < otherVoices; i++) this.#connection.addTransceiver('audio', { direction: 'recvonly' });
    scope.listen<RTCTrackEvent>(this.#connection, 'track', (event) => this.#play(scope, event.track));
    scope.listen<RTCPeerConnectionIceEvent>(this.#connection, 'icecandidate', ({ candidate }) => {
      events.send({
        type: 'candidate',
        candidate: candidate?.candidate ?? '',
        sdp_mid: candidate?.sdpMid ?? '',
        sdp_mline_index: candidate?.sdpMLineIndex ?? 0,
      });
    });
    scope.listen(this.#connection, 'connectionstatechange', () => events.connected(this.connected));
  }

  /** Whether it can be tried on another way. */
  get restartable(): boolean {
    return this.#connection.signalingState === 'stable' && this.#connection.remoteDescription !== null;
  }

  /** Whether voices flow. */
  get connected(): boolean {
    return this.#connection.connectionState === 'connected';
  }

  /**
   * Offers the connection to the server; with `restart` another way to the same
   * one, on which the voice's own time goes on.
   */
  async offer(restart = false): Promise<void> {
    const { type, sdp = '' } = await this.#connection.createOffer({ iceRestart: restart });
    const offer = { type, sdp: askForRetransmission(sdp) };
    await this.#connection.setLocalDescription(offer);
    this.events.send({ type: 'offer', sdp: offer.sdp });
  }

  /** Goes on with the server's part of the negotiation. */
  async negotiate(message: Extract<FromServer, { type: 'answer' | 'candidate' }>): Promise<void> {
    if (message.type === 'answer') {
      if (this.#connection.signalingState === 'have-local-offer') {
        await this.#connection.setRemoteDescription({ type: 'answer', sdp: message.sdp });
      }
      return;
    }
    await this.#connection.addIceCandidate({
      candidate: message.candidate,
      sdpMid: message.sdp_mid,
      sdpMLineIndex: message.sdp_mline_index,
    });
  }

  /** Speaks with another microphone from now on, without negotiating. */
  async speakWith(track: MediaStreamTrack | undefined): Promise<void> {
    await this.#microphone.sender.replaceTrack(track ?? null);
    if (track) this.events.spokenWith();
  }

  /** Plays the others, after the person has clicked. */
  async unblock(): Promise<void> {
    await Promise.all(this.#players.map((player) => player.play()));
  }

  #play(scope: Scope, track: MediaStreamTrack): void {
    const player = new Audio();
    player.srcObject = new MediaStream([track]);
    this.#players.push(player);
    scope.own(() => {
      player.pause();
      player.srcObject = null;
    });
    player.play().catch((error: unknown) => {
      const name = error instanceof DOMException ? error.name : '';
      if (name === 'NotAllowedError') this.events.blocked();
      // A connection that ended meanwhile plays nothing more.
      else if (name !== 'AbortError') reportError(error);
    });
  }
}

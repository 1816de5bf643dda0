import { signal } from '@preact/signals';
import { background } from '../lib/background';
import type { Scope } from '../lib/scope';
import { store, stored } from '../lib/stored';
import { levelOf, noLevel, type Level } from './level';

/** Where the microphone stands. */
export type MicrophoneState =
  | { readonly at: 'off' }
  | { readonly at: 'asking' }
  | { readonly at: 'on'; readonly track: MediaStreamTrack; readonly device: string }
  | { readonly at: 'failed'; readonly because: string };

interface Device {
  readonly id: string;
  readonly name: string;
}

/** How long the microphone before stays open, until what is sent has gone over to the new one: else a moment is lost. */
const handOver_ms = 500;
const headphonesKey = 'practice-headphones';

/**
 * The microphone of a room: asking for it, choosing another, its level. Where
 * no loudspeaker plays, alone or with headphones, there is no echo to cancel,
 * and the recording sounds like the speaker: then only the gain is the
 * browser's. Echo cancelling would take parts of the voice with it.
 */
export class Microphone {
  readonly state = signal<MicrophoneState>({ at: 'off' });
  readonly devices = signal<readonly Device[]>([]);
  readonly level = signal<Level>(noLevel);
  /** The system or the headset has switched the open microphone off. */
  readonly muted = signal(false);
  /** Which microphone took the place of one that went away; empty otherwise. */
  readonly replaced = signal('');
  /** For how long nothing at all has been heard, in milliseconds. */
  readonly silent_ms = signal(0);
  /** The person says that no loudspeaker plays. Remembered by the browser. */
  readonly headphones = signal(stored(headphonesKey) === 'yes');
  #use: Scope | undefined;
  #stream: MediaStream | undefined;
  /** The open microphone went away by itself. */
  #lostOne = false;
  /** Ends with the room, or earlier: when the person has stopped. */
  private readonly scope: Scope;

  constructor(
    room: Scope,
    readonly alone: boolean,
  ) {
    this.scope = room.child();
    const media = mediaDevices();
    if (media) this.scope.listen(media, 'devicechange', () => background(this.#devicesChanged()));
    this.scope.own(() => this.#stop());
  }

  /** Closes the microphone for good, at once, with one that is being handed over. It is not opened again, whatever asks for it. */
  close(): void {
    this.scope.dispose();
    this.state.value = { at: 'off' };
  }

  /** Asks for the microphone if the person has allowed it before, so that no question pops up unasked. */
  async askIfAllowed(): Promise<void> {
    try {
      const permission = await navigator.permissions.query({ name: 'microphone' as PermissionName });
      if (permission.state === 'granted') await this.ask();
    } catch {
      // A browser that can't tell asks when the person presses the button.
    }
  }

  /** Asks for the microphone, the named one or the browser's choice. */
  async ask(device?: string): Promise<void> {
    if (this.scope.disposed) return;
    const media = mediaDevices();
    if (!media) {
      this.state.value = {
        at: 'failed',
        because: 'Browsers give the microphone only to pages on https:// or on localhost. Open this page at such an address.',
      };
      return;
    }
    if (this.state.value.at !== 'on') this.state.value = { at: 'asking' };
    try {
      const stream = await media.getUserMedia({ audio: this.#wish(device) });
      if (this.scope.disposed) {
        for (const track of stream.getTracks()) track.stop();
        return;
      }
      const close = this.#release();
      this.scope.own(close);
      this.scope.after(handOver_ms, close);
      this.replaced.value = '';
      this.#begin(stream);
      await this.#list();
    } catch (error) {
      if (this.scope.disposed) return;
      this.state.value = { at: 'failed', because: wordsFor(error) };
    }
  }

  /** Takes the person's word on headphones, and opens the microphone accordingly. */
  async wearHeadphones(worn: boolean): Promise<void> {
    this.headphones.value = worn;
    store(headphonesKey, worn ? 'yes' : 'no');
    if (this.state.value.at !== 'on') return;
    // While it is open, Chromium hands out the microphone as it was opened first.
    const { device } = this.state.value;
    this.#stop();
    await this.ask(device);
  }

  #wish(device: string | undefined): MediaTrackConstraints {
    const loudspeaker = !this.alone && !this.headphones.value;
    return {
      echoCancellation: loudspeaker,
      noiseSuppression: loudspeaker,
      autoGainControl: true,
      channelCount: 1,
      ...(device === undefined || device === '' ? {} : { deviceId: { exact: device } }),
    };
  }

  #begin(stream: MediaStream): void {
    const [track] = stream.getAudioTracks();
    if (!track) return;
    this.#stream = stream;
    const use = this.scope.child();
    this.#use = use;
    use.listen(track, 'ended', () => background(this.#lost()));
    this.muted.value = track.muted;
    use.listen(track, 'mute', () => (this.muted.value = true));
    use.listen(track, 'unmute', () => (this.muted.value = false));
    this.#measure(use, stream);
    this.state.value = { at: 'on', track, device: track.getSettings().deviceId ?? '' };
  }

  /** The microphone went away: the browser's choice takes its place, so that no word waits for a click. */
  async #lost(): Promise<void> {
    this.#lostOne = true;
    await this.ask();
    if (this.scope.disposed) return;
    const { value } = this.state;
    if (value.at === 'on') this.replaced.value = value.track.label;
    else this.state.value = { at: 'failed', because: 'The microphone was unplugged or taken by another program. Plug it in again, or choose another.' };
  }

  async #devicesChanged(): Promise<void> {
    await this.#list();
    if (this.#lostOne && this.state.value.at === 'failed' && this.devices.value.length > 0) await this.#lost();
  }

  #measure(use: Scope, stream: MediaStream): void {
    const context = new AudioContext();
    // It may be closed while it wakes up, or be closed already: then it is as still as was wanted.
    const quietly = (done: Promise<void>): void => void done.catch(() => undefined);
    use.own(() => quietly(context.close()));
    const analyser = context.createAnalyser();
    analyser.fftSize = 2048;
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    // Until a click the browser may keep the context still; that is not silence.
    use.listen(document, 'pointerdown', () => quietly(context.resume()));
    use.listen(document, 'keydown', () => quietly(context.resume()));
    quietly(context.resume());
    let sound_ms = performance.now();
    use.every(50, () => {
      if (context.state !== 'running') {
        sound_ms = performance.now();
        return;
      }
      analyser.getFloatTimeDomainData(samples);
      this.level.value = levelOf(samples, this.level.value);
      const now = performance.now();
      if (this.level.value.value > 0) sound_ms = now;
      this.silent_ms.value = now - sound_ms;
    });
  }

  async #list(): Promise<void> {
    const all = (await mediaDevices()?.enumerateDevices()) ?? [];
    this.devices.value = all
      .filter((device) => device.kind === 'audioinput' && device.deviceId !== '')
      .map((device, i) => ({ id: device.deviceId, name: device.label === '' ? `Microphone ${i + 1}` : device.label }));
  }

  #stop(): void {
    this.#release()();
  }

  /** Lets go of the open microphone, and returns what closes it. */
  #release(): () => void {
    const stream = this.#stream;
    this.#use?.dispose();
    this.#use = this.#stream = undefined;
    this.level.value = noLevel;
    this.silent_ms.value = 0;
    this.muted.value = false;
    return () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
  }
}

/** The browser's devices; undefined on a page that is not secure, whatever the types say. */
function mediaDevices(): MediaDevices | undefined {
  return (navigator as { mediaDevices?: MediaDevices }).mediaDevices;
}

function wordsFor(error: unknown): string {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
      return 'The browser has not been allowed to use the microphone. Click the microphone or lock beside the address, allow it, and try again.';
    case 'NotFoundError':
      return 'No microphone was found. Plug one in, or switch it on, and try again.';
    case 'NotReadableError':
      return 'Another program holds the microphone. Close it there and try again.';
    case 'OverconstrainedError':
      return 'That microphone is gone. Choose another.';
  }
  return `The microphone could not be opened: ${error instanceof Error ? error.message : String(error)}`;
}

import type { Scope } from '../lib/scope';
import { opusSamples, samplesPerMs } from './opus';
import { WebMReader } from './webm';

/** What an encoder reports. */
export interface EncoderEvents {
  /** Sound that ends at this millisecond of the run has reached the page. */
  arrived(run_ms: number): void;
  /** The next Opus packet of the run. */
  packet(data: Uint8Array): void;
  /** There is a hole in the sound, or no more of it: what follows is another run. */
  broken(): void;
}

// TypeScript's library does not know it yet (W3C, mediacapture-transform).
declare class MediaStreamTrackProcessor {
  constructor(init: { track: MediaStreamTrack; maxBufferSize?: number });
  readonly readable: ReadableStream<AudioData>;
}

const bitrate = 40_000;
/** By how much the next data may begin beside the end of the last. */
const jitter_us = 5_000;
const slice_ms = 1000;
/** How many frames of 10 ms wait while the page is busy: unless told, a browser drops what is older than 100 ms. */
const waiting = 1000;

/** Encodes a microphone to Opus as long as the scope lives. Throws where the browser can't. */
export function encode(scope: Scope, track: MediaStreamTrack, events: EncoderEvents): void {
  if ('AudioEncoder' in globalThis && 'MediaStreamTrackProcessor' in globalThis) new Codec(scope, track, events).run();
  else record(scope, track, events);
}

/**
 * WebCodecs, in packets of 10 ms: the frames in which WebRTC takes the same
 * sound, so that the seams fit.
 */
class Codec {
  #encoder: AudioEncoder | undefined;
  #begun_us = 0;
  #next_us = 0;

  constructor(
    private readonly scope: Scope,
    private readonly track: MediaStreamTrack,
    private readonly events: EncoderEvents,
  ) {}

  run(): void {
    const reader = new MediaStreamTrackProcessor({ track: this.track, maxBufferSize: waiting }).readable.getReader();
    this.scope.own(() => {
      reader.cancel().catch(() => undefined);
      this.#end();
    });
    const next = (): void => {
      reader.read().then(
        ({ done, value }) => {
          if (done || this.scope.disposed) {
            value?.close();
            this.events.broken();
            return;
          }
          this.#encode(value);
          next();
        },
        () => this.events.broken(),
      );
    };
    next();
  }

  #encode(data: AudioData): void {
    const { timestamp, duration, sampleRate } = data;
    if (this.#encoder && Math.abs(timestamp - this.#next_us) > jitter_us) {
      this.#end();
      this.events.broken();
    }
    if (!this.#encoder) {
      this.#encoder = this.#begin(sampleRate);
      this.#begun_us = timestamp;
      this.#next_us = timestamp;
    }
    this.#next_us += duration;
    const mono = downmix(data);
    this.#encoder.encode(mono);
    mono.close();
    this.events.arrived((this.#next_us - this.#begun_us) / 1000);
  }

  #begin(sampleRate: number): AudioEncoder {
    const encoder = new AudioEncoder({
      output: (chunk) => {
        const packet = new Uint8Array(chunk.byteLength);
        chunk.copyTo(packet);
        this.events.packet(packet);
      },
      error: () => this.events.broken(),
    });
    encoder.configure({ codec: 'opus', sampleRate, numberOfChannels: 1, bitrate, opus: { frameDuration: 10_000 } });
    return encoder;
  }

  #end(): void {
    if (this.#encoder?.state === 'configured') this.#encoder.close();
    this.#encoder = undefined;
  }
}

/** The first channel alone: what was asked for is one. */
function downmix(data: AudioData): AudioData {
  if (data.numberOfChannels === 1) return data;
  const samples = new Float32Array(data.numberOfFrames);
  data.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
  const mono = new AudioData({
    format: 'f32-planar',
    sampleRate: data.sampleRate,
    numberOfFrames: data.numberOfFrames,
    numberOfChannels: 1,
    timestamp: data.timestamp,
    data: samples,
  });
  data.close();
  return mono;
}

/** MediaRecorder, whose WebM files are taken apart. */
function record(scope: Scope, track: MediaStreamTrack, events: EncoderEvents): void {
  const recorder = new MediaRecorder(new MediaStream([track]), { mimeType: 'audio/webm;codecs=opus', audioBitsPerSecond: bitrate });
  const reader = new WebMReader();
  let run_ms = 0;
  const unpack = async (data: Blob): Promise<void> => {
    for (const packet of reader.read(new Uint8Array(await data.arrayBuffer()))) {
      run_ms += opusSamples(packet) / samplesPerMs;
      events.packet(packet);
    }
    events.arrived(run_ms);
  };
  // Blobs are read one after the other.
  let reading = Promise.resolve();
  scope.listen<BlobEvent>(recorder, 'dataavailable', ({ data }) => {
    reading = reading.then(() => unpack(data)).catch(() => events.broken());
  });
  scope.listen(recorder, 'error', () => events.broken());
  scope.listen(recorder, 'stop', () => events.broken());
  scope.own(() => recorder.state !== 'inactive' && recorder.stop());
  recorder.start(slice_ms);
}

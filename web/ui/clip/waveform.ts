/** A voice's picture: the loudness of one stretch after another. */
export interface Waveform {
  /** Loudness of each stretch, 0 to 1. */
  readonly loudness: Float32Array;
  /** How long the stretches are together, in milliseconds. */
  readonly durationMs: number;
}

const headerBytes = { 1: 20, 2: 24 } as const;
const eightBits = 1;

/**
 * Reads the BBC's audiowaveform format, versions 1 and 2, with 8 or 16 bits
 * and any number of channels
 * (https://github.com/bbc/audiowaveform/blob/master/doc/DataFormat.md). Of
 * each pair of minimum and maximum the farther one from zero counts, and of
 * several channels the loudest. Throws a RangeError for anything else, and for
 * a file that is shorter than its header says.
 */
export function parseWaveform(file: ArrayBuffer): Waveform {
  const view = new DataView(file);
  if (file.byteLength < 20) throw new RangeError(`waveform of ${file.byteLength} bytes has no header`);
  const version = view.getInt32(0, true);
  if (version !== 1 && version !== 2) throw new RangeError(`waveform version ${version} is unknown`);
  const start = headerBytes[version];
  const wide = (view.getUint32(4, true) & eightBits) === 0;
  const sampleRate = view.getInt32(8, true);
  const samplesPerPixel = view.getInt32(12, true);
  const length = view.getUint32(16, true);
  const channels = version === 2 && file.byteLength >= start ? view.getInt32(20, true) : 1;
  if (sampleRate <= 0 || samplesPerPixel <= 0 || channels <= 0) throw new RangeError('waveform has an empty header');
  const width = wide ? 2 : 1;
  const need = start + length * channels * 2 * width;
  if (file.byteLength < need) throw new RangeError(`waveform has ${file.byteLength} bytes; its header asks for ${need}`);

  const read = wide ? (at: number) => view.getInt16(at, true) / 32768 : (at: number) => view.getInt8(at) / 128;
  const loudness = new Float32Array(length);
  for (let pixel = 0; pixel < length; pixel++) {
    let loudest = 0;
    for (let value = 0; value < channels * 2; value++) {
      loudest = Math.max(loudest, Math.abs(read(start + (pixel * channels * 2 + value) * width)));
    }
    loudness[pixel] = loudest;
  }
  return { loudness, durationMs: (length * samplesPerPixel * 1000) / sampleRate };
}

/**
 * Fits a waveform to a duration: what is beyond it is cut off, what is missing
 * is silence, so that every position of the picture is that of the sound.
 */
export function fitWaveform({ loudness, durationMs }: Waveform, toMs: number): Float32Array {
  if (durationMs <= 0 || toMs <= 0) return new Float32Array(0);
  const length = Math.max(1, Math.round((loudness.length * toMs) / durationMs));
  const fitted = new Float32Array(length);
  fitted.set(loudness.subarray(0, length));
  return fitted;
}

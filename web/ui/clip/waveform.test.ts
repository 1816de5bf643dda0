import { describe, expect, it } from 'vitest';
import { fitWaveform, parseWaveform } from './waveform';

interface Head {
  version?: number;
  bits?: 8 | 16;
  rate?: number;
  perPixel?: number;
  length?: number;
  channels?: number;
}

/** A file as audiowaveform would write it. */
function file(pairs: number[], { version = 2, bits = 8, rate = 48000, perPixel = 960, length, channels = 1 }: Head = {}): ArrayBuffer {
  const start = version === 1 ? 20 : 24;
  const width = bits / 8;
  const view = new DataView(new ArrayBuffer(start + pairs.length * width));
  view.setInt32(0, version, true);
  view.setUint32(4, bits === 8 ? 1 : 0, true);
  view.setInt32(8, rate, true);
  view.setInt32(12, perPixel, true);
  view.setUint32(16, length ?? pairs.length / 2 / channels, true);
  if (version !== 1) view.setInt32(20, channels, true);
  pairs.forEach((value, index) => {
    if (bits === 8) view.setInt8(start + index, value);
    else view.setInt16(start + index * 2, value, true);
  });
  return view.buffer;
}

describe('parseWaveform', () => {
  it('reads what the server writes: version 2, 8 bits, one channel', () => {
    const got = parseWaveform(file([-64, 32, 0, 0, -1, 127]));
    expect([...got.loudness]).toEqual([0.5, 0, 127 / 128]);
    expect(got.durationMs).toBe(60);
  });
  it('takes -128 as full loudness', () => {
    expect([...parseWaveform(file([-128, 127])).loudness]).toEqual([1]);
  });
  it('reads 16 bits and version 1', () => {
    expect([...parseWaveform(file([-16384, 8192], { bits: 16 })).loudness]).toEqual([0.5]);
    expect([...parseWaveform(file([-64, 0], { version: 1 })).loudness]).toEqual([0.5]);
  });
  it('takes the loudest of several channels', () => {
    const got = parseWaveform(file([-10, 10, -96, 5, 0, 0, 0, 64], { channels: 2 }));
    expect([...got.loudness]).toEqual([0.75, 0.5]);
  });
  it('reads an empty clip', () => {
    expect(parseWaveform(file([])).durationMs).toBe(0);
  });
  it.each<[string, ArrayBuffer]>([
    ['no header', new ArrayBuffer(7)],
    ['version 2 cut in its header', file([]).slice(0, 22)],
    ['an unknown version', file([0, 0], { version: 3 })],
    ['a length beyond its end', file([0, 0], { length: 4_000_000_000 })],
    ['no sample rate', file([0, 0], { rate: 0 })],
    ['no channels', file([0, 0], { channels: 0, length: 1 })],
  ])('refuses %s', (_, bytes) => {
    expect(() => parseWaveform(bytes)).toThrow(RangeError);
  });
});

describe('fitWaveform', () => {
  const waveform = { loudness: new Float32Array([0.5, 0.25, 1, 0.75]), durationMs: 80 };
  it('pads with silence up to the duration', () => {
    expect([...fitWaveform(waveform, 120)]).toEqual([0.5, 0.25, 1, 0.75, 0, 0]);
  });
  it('cuts what is beyond the duration', () => {
    expect([...fitWaveform(waveform, 40)]).toEqual([0.5, 0.25]);
  });
  it('draws nothing of nothing', () => {
    expect(fitWaveform({ loudness: new Float32Array(0), durationMs: 0 }, 100)).toHaveLength(0);
  });
});

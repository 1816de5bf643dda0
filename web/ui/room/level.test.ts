import { describe, expect, it } from 'vitest';
import { alive, inWords, levelOf, noLevel, speech } from './level';

function tone(amplitude: number): Float32Array {
  return Float32Array.from({ length: 2048 }, (_, i) => amplitude * Math.sin(i / 8));
}

describe('the level', () => {
  it('is nothing in silence and everything at full scale', () => {
    expect(levelOf(new Float32Array(2048), noLevel)).toEqual(noLevel);
    expect(levelOf(tone(1), noLevel).value).toBeCloseTo(1, 1);
    expect(levelOf(new Float32Array(0), noLevel).value).toBe(0);
  });

  it('rises with the loudness and tells speech from a quiet room', () => {
    const [quiet, low, loud] = [0.002, 0.02, 0.2].map((amplitude) => levelOf(tone(amplitude), noLevel).value) as [number, number, number];
    expect(quiet).toBeGreaterThan(alive);
    expect(quiet).toBeLessThan(speech);
    expect(low).toBeGreaterThan(quiet);
    expect(loud).toBeGreaterThan(speech);
  });

  it('holds its peak and lets it fall slowly', () => {
    const loud = levelOf(tone(0.5), noLevel);
    const after = levelOf(new Float32Array(2048), loud);
    expect(after.value).toBe(0);
    expect(after.peak).toBeLessThan(loud.peak);
    expect(after.peak).toBeGreaterThan(loud.peak - 0.05);
  });

  it('says what it means', () => {
    expect(inWords(0)).toMatch(/Nothing yet/);
    expect(inWords(0.1)).toMatch(/Very quiet/);
    expect(inWords(0.6)).toMatch(/We hear you/);
  });
});

/** What a level meter shows. */
export interface Level {
  /** 0 for nothing to 1 for as loud as can be, on a scale of decibels. */
  readonly value: number;
  /** The loudest of the last moments, on the same scale. */
  readonly peak: number;
}

export const noLevel: Level = { value: 0, peak: 0 };

/** What is not heard at all, and what is full scale, in dBFS. */
const floor_db = -60;
const ceiling_db = -6;
/** Speech is louder than this. */
export const speech = 0.3;
/** A quiet room with a working microphone is louder than this. */
export const alive = 0.02;

const peakFalls = 0.012;

/** The level of some samples between -1 and 1, after an earlier one. */
export function levelOf(samples: Float32Array, before: Level): Level {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const rms = Math.sqrt(sum / Math.max(samples.length, 1));
  const db = rms > 0 ? 20 * Math.log10(rms) : Number.NEGATIVE_INFINITY;
  const value = Math.min(1, Math.max(0, (db - floor_db) / (ceiling_db - floor_db)));
  return { value, peak: Math.max(value, before.peak - peakFalls) };
}

/** What a level means, in words. */
export function inWords(peak: number): string {
  if (peak >= speech) return 'We hear you.';
  if (peak >= alive) return 'Very quiet. Say something, or move closer.';
  return 'Nothing yet. Say something.';
}

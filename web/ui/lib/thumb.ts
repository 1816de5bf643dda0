const width = 192;
const height = 40;
const bars = 48;

/**
 * Draws peaks (0 to 255) as the path of a bar waveform, 192 by 40, in 48 bars:
 * what can still be told apart in a list. A bar is as tall as its loudest peak
 * against the clip's loudest, so that a quiet voice has a shape too; silence is
 * a dot. No peaks give a line of dots.
 */
export function thumbPath(peaks: readonly number[]): string {
  const step = width / bars;
  // Below this a clip is silence, and stays small.
  const full = Math.max(32, ...peaks);
  let path = '';
  for (let bar = 0; bar < bars; bar++) {
    const from = Math.floor((bar * peaks.length) / bars);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * peaks.length) / bars));
    const loudest = Math.max(0, ...peaks.slice(from, to));
    const half = Math.max(0.25, ((loudest / full) ** 1.3 * (height - 6)) / 2);
    const x = round(bar * step + step / 2);
    path += `M${x} ${round(height / 2 - half)}V${round(height / 2 + half)}`;
  }
  return path;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

import { expect, type APIRequestContext, type TestInfo } from '@playwright/test';
import type { Clip } from '../../ui/api/schema.d.ts';
import { keep, listen } from './hearing.ts';

/**
 * Fetches a clip through the API, as Ogg and as WAV, decodes it with tools that
 * are not ours, and expects to hear the voice in it from beginning to end.
 * After a reload the microphone begins its file anew, so the parts before and
 * after are compared each for itself.
 */
export async function expectVoice(
  request: APIRequestContext,
  server: string,
  clip: Clip,
  spoken: string,
  info: TestInfo,
  { reloaded = false, formats = ['audio.ogg', 'audio.wav'] } = {},
): Promise<void> {
  for (const format of formats) {
    const response = await request.get(`${server}/api/v1/clips/${clip.id}/${format}`);
    expect(response.status(), format).toBe(200);
    const heard = listen(keep(info.outputPath(`${clip.id}-${format}`), await response.body()), spoken);
    const worst = Math.min(...heard.windows.map((window) => window.peak));
    const offsets = heard.windows.map((window) => window.offset_ms);
    const spread = Math.max(...offsets) - Math.min(...offsets);
    console.log(
      `${format}: ${heard.duration_ms} ms, correlation ${heard.peak.toFixed(3)}, worst window ${worst.toFixed(3)}, offsets within ${spread.toFixed(2)} ms`,
    );
    expect(Math.abs(heard.duration_ms - clip.duration_ms), `${format}: decoded duration`).toBeLessThan(2);
    expect(heard.windows.length, `${format}: windows with speech`).toBeGreaterThan(2);
    if (reloaded) {
      const good = heard.windows.filter((window) => window.peak >= 0.9);
      expect(good.length, `${format}: windows after the reload`).toBeGreaterThan(heard.windows.length / 2);
      continue;
    }
    expect(heard.peak, `${format}: correlation`).toBeGreaterThanOrEqual(0.9);
    expect(worst, `${format}: worst window`).toBeGreaterThanOrEqual(0.85);
    expect(spread, `${format}: offset from beginning to end`).toBeLessThan(20);
  }
}

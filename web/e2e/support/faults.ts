import { expect, type APIRequestContext, type Page, type TestInfo } from '@playwright/test';
import type { Clip, Session } from '../../ui/api/schema.d.ts';
import { keep, listen } from './hearing.ts';
import { Server } from './server.ts';

/** Begins to record somebody alone, and returns the session's ID. */
export async function recordAlone(page: Page, server: Server): Promise<string> {
  const created = await page.context().request.post(`${server.url}/api/v1/sessions`, {
    data: { kind: 'solo', format: 'explain-a-concept', role: 'candidate', questions: [{ prompt: 'How does TCP close?' }] },
  });
  const { id } = (await created.json()) as Session;
  await page.goto(`${server.url}/sessions/${id}`);
  await page.getByRole('button', { name: 'Start recording' }).click();
  await expect(page.getByText('Recording you')).toBeVisible({ timeout: 10_000 });
  return id;
}

/** Stops, and returns the clip's ID. */
export async function stop(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Stop and listen' }).click();
  await page.waitForURL(/\/clips\//);
  return page.url().split('/').at(-1)?.replace(/#.*/, '') ?? '';
}

/** A stretch of a clip, in milliseconds. */
export interface Part {
  readonly from_ms: number;
  readonly to_ms: number;
}

/**
 * Expects every window with speech of these parts of the clip, by default all of
 * it, to be what was spoken, at one offset for each part. A microphone that is
 * opened anew begins its file anew: what it heard is a part of its own. So many
 * windows of each may hold a slip, by which the browser's own capture jumped.
 * Where the recorder steered the sound back to the clock, a part is compared in
 * two, and the offset behind is another by that step.
 */
export async function expectWhole(
  request: APIRequestContext,
  server: string,
  clip: Clip,
  spoken: string,
  info: TestInfo,
  parts: readonly Part[] = [{ from_ms: 0, to_ms: clip.duration_ms }],
  { slips = 0 } = {},
): Promise<void> {
  const response = await request.get(`${server}/api/v1/clips/${clip.id}/audio.ogg`);
  expect(response.status()).toBe(200);
  const file = keep(info.outputPath(`${clip.id}.ogg`), await response.body());
  const steps = stepsOf(clip);
  if (steps.length > 0) console.log('steered:', steps);
  for (const part of parts) {
    const within = steps.filter((step) => isIn(part, step));
    const heard = listen(file, spoken, part, within.map(({ at_ms }) => at_ms));
    const windows = heard.windows.map((window) => ({ ...window, offset_ms: window.offset_ms + steeredBefore(within, part.from_ms + window.at_ms) }));
    const worst = windows.toSorted((a, b) => a.peak - b.peak)[Math.min(slips, windows.length - 1)] ?? { at_ms: 0, peak: 0 };
    const offsets = windows.map(({ offset_ms }) => offset_ms);
    const spread = Math.max(...offsets) - Math.min(...offsets);
    console.log(
      `${part.from_ms}-${part.to_ms} ms: worst of ${windows.length} windows ${worst.peak.toFixed(3)} at ${worst.at_ms} ms, offsets within ${spread.toFixed(2)} ms`,
    );
    expect(windows.length, 'windows with speech').toBeGreaterThan(0);
    expect(spread, `offsets of ${JSON.stringify(windows)}`).toBeLessThan(20);
    expect(worst.peak, `worst of ${JSON.stringify(windows)}`).toBeGreaterThanOrEqual(0.9);
  }
}

/** By how much sound was steered before a position. */
function steeredBefore(steps: readonly Step[], position_ms: number): number {
  return steps.filter(({ at_ms }) => at_ms < position_ms).reduce((sum, { by_ms }) => sum + by_ms, 0);
}

/** Whether a step was made in the part; the long ones over a pause are gaps. */
function isIn({ from_ms, to_ms }: Part, { at_ms, by_ms }: Step): boolean {
  return at_ms > from_ms && at_ms < to_ms && Math.abs(by_ms) <= 20;
}

interface Step {
  readonly at_ms: number;
  readonly by_ms: number;
}

/** Where the recorder moved what comes after, because the sender's time ran away from the clock. */
function stepsOf(clip: Clip): Step[] {
  return Server.started
    .flatMap(({ log }) => log.join('').split('\n'))
    .filter((line) => line.includes('voice steered') && line.includes(clip.id))
    .map((line) => JSON.parse(line) as { at: number; by: number })
    .map(({ at, by }) => ({ at_ms: at / 1e6, by_ms: by / 1e6 }));
}

/** Waits until the clip is ready and, if asked, holds what came from the browser. */
export async function completeClip(request: APIRequestContext, server: string, id: string, backfilled = true): Promise<Clip> {
  let clip: Clip | undefined;
  await expect
    .poll(
      async () => {
        clip = (await (await request.get(`${server}/api/v1/clips/${id}`)).json()) as Clip;
        return clip.state === 'ready' && !clip.completing && (!backfilled || (clip.receipt?.backfilled_ms ?? 0) > 0);
      },
      { timeout: 40_000, message: 'the clip is complete' },
    )
    .toBe(true);
  if (!clip) throw new Error(`there is no clip ${id}`);
  return clip;
}

/** For how long the browser's automatic gain and its encoder settle after a microphone was opened. */
const settling_ms = 2000;

/** The parts of a clip between what is missing for longer than a fifth of a second, or whatever a page that opened its microphone anew took. */
export function partsBetween(clip: Clip): Part[] {
  const holes = (clip.receipt?.gaps ?? []).filter(
    ({ backfilled, duration_ms, cause }) => cause === 'disconnected' || (!backfilled && duration_ms > 200),
  );
  const parts: Part[] = [];
  let from_ms = 0;
  for (const { at_ms, duration_ms } of holes) {
    parts.push({ from_ms, to_ms: at_ms });
    from_ms = at_ms + duration_ms + settling_ms;
  }
  return [...parts, { from_ms, to_ms: clip.duration_ms }].filter((part) => part.to_ms - part.from_ms > 4000);
}

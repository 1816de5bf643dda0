import { execFileSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { completeClip, expectWhole, recordAlone, stop } from '../support/faults.ts';
import { arrive, signIn, type Person } from '../support/people.ts';
import { Server } from '../support/server.ts';
import { candidateText, silence, speak } from '../support/voice.ts';

let server: Server;

test.beforeAll(async () => {
  server = await Server.start();
});

test.afterAll(() => server.dispose());

/** Somebody with this voice, signed in. */
async function person(voice: string, prepare?: () => void): Promise<Person> {
  await server.dispose();
  server = await Server.start();
  const ada = await arrive(voice);
  if (prepare) await ada.context.addInitScript(prepare);
  await signIn(ada, server, 'Ada');
  return ada;
}

const voice = speak('candidate', `${candidateText} `.repeat(6));

test('who is silent for 3 s is told at once, and the recording goes on', async ({}, info) => {
  test.setTimeout(120_000);
  // Speech, then what a microphone gives that the system has muted.
  const muted = info.outputPath('muted.wav');
  execFileSync('ffmpeg', ['-loglevel', 'error', '-y', '-t', '12', '-i', voice, '-i', silence(8), '-filter_complex', '[0][1]concat=n=2:v=0:a=1', muted]);
  const ada = await person(muted);
  const { page, context } = ada;
  await recordAlone(page, server);
  const notice = page.getByText('Your microphone gives no sound at all.');
  await expect(notice).toBeVisible({ timeout: 25_000 });
  await expect(page.getByText('Recording you')).toBeVisible();
  await expect(notice).toBeHidden({ timeout: 15_000 });
  const clip = await completeClip(context.request, server.url, await stop(page), false);
  expect(clip.receipt?.verdict).toBe('complete');
  await expectWhole(context.request, server.url, clip, muted, info);
  await ada.browser.close();
});

for (const [browser, prepare, seams_ms] of [
  ['with WebCodecs', undefined, 100],
  // Its packets are longer, so that less of them fits to the end of a gap.
  ['with a MediaRecorder alone', () => delete (globalThis as { AudioEncoder?: unknown }).AudioEncoder, 200],
] as const) {
  test(`a voice that stops arriving is told within seconds, and comes from the copy, ${browser}`, async ({}, info) => {
    test.setTimeout(120_000);
    const ada = await person(voice, prepare);
    const { page, context } = ada;
    await recordAlone(page, server);
    await page.waitForTimeout(5000);
    await page.evaluate(async () => {
      const { connections } = window as unknown as { connections: RTCPeerConnection[] };
      const [sender] = connections.at(-1)?.getSenders() ?? [];
      Object.assign(window, { sender, held: sender?.track });
      await sender?.replaceTrack(null);
    });
    const from = Date.now();
    const notice = page.getByText('Nothing of your voice arrives at the server.');
    await expect(notice).toBeVisible();
    const told = Date.now() - from;
    console.log(`told after ${told} ms`);
    expect(told, 'milliseconds until the candidate is told').toBeLessThan(4000);
    await page.evaluate(async () => {
      const { sender, held } = window as unknown as { sender: RTCRtpSender; held: MediaStreamTrack };
      await sender.replaceTrack(held);
    });
    await expect(notice).toBeHidden();
    await page.waitForTimeout(4000);
    const clip = await completeClip(context.request, server.url, await stop(page));
    console.log(clip.receipt?.verdict, clip.receipt?.gaps);
    expect(clip.receipt?.missing_ms).toBeLessThan(seams_ms);
    await expectWhole(context.request, server.url, clip, voice, info);
    await ada.browser.close();
  });
}

test('a microphone that is unplugged is replaced, and the same clip goes on', async ({}, info) => {
  test.setTimeout(120_000);
  const ada = await person(voice);
  const { page, context } = ada;
  await recordAlone(page, server);
  const start = Date.now();
  await page.waitForTimeout(7000);
  // No browser here can have its microphone pulled out: the event is what the page gets then.
  await page.evaluate(() => {
    const { connections } = window as unknown as { connections: RTCPeerConnection[] };
    const track = connections.at(-1)?.getSenders()[0]?.track;
    track?.stop();
    track?.dispatchEvent(new Event('ended'));
  });
  const unplugged = Date.now() - start;
  await expect(page.getByText('Another microphone took over.')).toBeVisible();
  await page.waitForTimeout(8000);
  // Then another one is chosen.
  await page.getByText('Another microphone', { exact: true }).click();
  await page.getByLabel('Microphone', { exact: true }).selectOption({ index: 1 });
  const chosen = Date.now() - start;
  await page.waitForTimeout(8000);
  const clip = await completeClip(context.request, server.url, await stop(page), false);
  console.log(clip.receipt?.verdict, clip.receipt?.gaps);
  expect(clip.receipt?.missing_ms).toBeLessThan(2500);
  // Each microphone that is opened begins the file anew.
  await expectWhole(context.request, server.url, clip, voice, info, [
    { from_ms: 0, to_ms: unplugged - 500 },
    { from_ms: unplugged + 1500, to_ms: chosen - 500 },
    { from_ms: chosen + 1500, to_ms: clip.duration_ms },
    // Chromium's fake microphone slips by one buffer of 10 ms now and then after it was opened again.
  ], { slips: 1 });
  await ada.browser.close();
});

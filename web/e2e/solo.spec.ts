import { expect, test } from '@playwright/test';
import { clipsOf, get, lengthOf, readyClip } from './support/api.ts';
import { expectVoice } from './support/expect.ts';
import { arrive, signIn, type Person } from './support/people.ts';
import { Server } from './support/server.ts';
import { candidateText, speak } from './support/voice.ts';
import type { Session } from '../ui/api/schema.d.ts';

let server: Server;
let ada: Person;
const voice = speak('candidate', `${candidateText} `.repeat(6));

test.beforeAll(async () => {
  server = await Server.start();
  ada = await arrive(voice);
  await signIn(ada, server, 'Ada');
});

test.afterAll(async () => {
  await ada.browser.close();
  await server.dispose();
});

test('record alone, and hear it again within two seconds', async ({}, info) => {
  const { page, context } = ada;
  await page.getByRole('link', { name: /alone/i }).first().click();
  await page.getByRole('radio', { name: 'Choose one' }).check();
  await page.getByRole('searchbox').fill('TCP');
  await page.getByRole('main').getByRole('radio', { name: /TCP/ }).first().check();
  await page.getByRole('radio', { name: /Quick answer/ }).check();
  await page.getByRole('button', { name: 'Go to the microphone' }).click();

  // The level moves before anything is recorded.
  const level = page.getByRole('meter', { name: 'Microphone level' });
  await expect.poll(async () => Number(await level.getAttribute('value'))).toBeGreaterThan(0.3);
  expect(await clipsOf(context.request, server.url)).toEqual([]);

  await page.getByRole('button', { name: 'Start recording' }).click();
  await expect(page.getByText('The recording begins at zero.')).toBeVisible();
  await expect(page.getByText('Not recording')).toBeHidden();
  await expect(page.getByText('Recording you')).toBeVisible();
  await expect(page.getByRole('timer')).toHaveText(/0:0\d/);
  const size = await page.getByRole('timer').evaluate((clock) => Number.parseFloat(getComputedStyle(clock).fontSize));
  expect(size, 'the clock is read from two metres').toBeGreaterThan(160);
  await page.getByRole('button', { name: 'Finish this stage' }).click();
  await expect(page.getByRole('heading', { name: 'Answer' })).toBeVisible();
  // Speaking is what this test waits for.
  await page.waitForTimeout(20_000);

  const stop = Date.now();
  await page.getByRole('button', { name: 'Stop and listen' }).click();
  await page.waitForURL(/\/clips\//);
  await page.getByRole('button', { name: 'Play' }).first().click();
  const played = (): Promise<number> => page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.currentTime);
  await expect.poll(played, { intervals: [20] }).toBeGreaterThan(0);
  const wait = Date.now() - stop;
  console.log(`from stop to playing: ${wait} ms`);
  expect(wait, 'milliseconds from stop to playing').toBeLessThan(2000);

  const id = page.url().split('/').at(-1)?.replace(/#.*/, '') ?? '';
  const clip = await readyClip(context.request, server.url, id);
  const session = await get<Session>(context.request, `${server.url}/api/v1/sessions/${clip.session_id}`);
  const error = Math.abs(clip.duration_ms - lengthOf(session));
  console.log(`duration ${clip.duration_ms} ms, off by ${error} ms`);
  expect(error, 'milliseconds between the duration and the time from start to stop').toBeLessThanOrEqual(50);
  expect(clip.receipt?.verdict).toBe('complete');
  expect(clip.peaks).toHaveLength(96);
  expect(clip.question.points?.length, 'points of a good answer').toBeGreaterThan(3);

  await expectVoice(context.request, server.url, clip, voice, info);
  expect(ada.complaints).toEqual([]);
});

test('seeking works before the whole file is loaded', async () => {
  const { page, context } = ada;
  const [clip] = await clipsOf(context.request, server.url);
  const part = await context.request.get(`${server.url}/api/v1/clips/${clip?.id}/audio.ogg`, { headers: { Range: 'bytes=1000-1999' } });
  expect(part.status()).toBe(206);
  expect((await part.body()).length).toBe(1000);
  expect(part.headers()['content-range']).toMatch(/^bytes 1000-1999\/\d+$/);
  const etag = part.headers()['etag'] ?? '';
  const again = await context.request.get(`${server.url}/api/v1/clips/${clip?.id}/audio.ogg`, { headers: { 'If-None-Match': etag } });
  expect(again.status()).toBe(304);

  await page.goto(`${server.url}/clips/${clip?.id}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const audio = page.locator('audio');
  const at = await audio.evaluate(async (element: HTMLAudioElement) => {
    const seeked = new Promise((done) => element.addEventListener('seeked', done, { once: true }));
    element.currentTime = 12;
    await seeked;
    return element.currentTime;
  });
  expect(at).toBeCloseTo(12, 1);
  // Chromium counts the pre-skip in; the page shows the true duration.
  const seconds = (clip?.duration_ms ?? 0) / 1000;
  expect(Math.abs((await audio.evaluate((element: HTMLAudioElement) => element.duration)) - seconds)).toBeLessThan(0.1);
});

test('a reload keeps seat, clock and recording, and the end comes by itself', async ({}, info) => {
  test.setTimeout(180_000);
  const { page, context } = ada;
  const created = await context.request.post(`${server.url}/api/v1/sessions`, {
    data: { kind: 'solo', format: 'quick-answer', role: 'candidate', questions: [{ prompt: 'What is a socket?' }] },
  });
  const { id } = (await created.json()) as Session;
  await page.goto(`${server.url}/sessions/${id}`);
  await page.getByRole('button', { name: 'Start recording' }).click();
  await page.getByRole('button', { name: 'Finish this stage' }).click();
  await expect(page.getByRole('timer')).toHaveText('1:05', { timeout: 30_000 });

  const reload = Date.now();
  page.once('dialog', (dialog) => void dialog.accept());
  await page.reload();
  await expect(page.getByText('Recording you')).toBeVisible({ timeout: 5000 });
  await expect(page.getByRole('timer')).toHaveText(/1:0[2-5]/);
  const back = Date.now() - reload;
  console.log(`back in the seat after ${back} ms`);
  expect(back, 'milliseconds until back in the seat').toBeLessThan(2000);

  await page.waitForURL(/\/clips\//, { timeout: 80_000 });
  const clip = await readyClip(context.request, server.url, page.url().split('/').at(-1) ?? '');
  const session = await get<Session>(context.request, `${server.url}/api/v1/sessions/${id}`);
  expect(session.end_reason).toBe('ended_by_plan');
  expect(Math.abs(clip.duration_ms - lengthOf(session))).toBeLessThanOrEqual(50);
  const missing = clip.receipt?.missing_ms ?? 0;
  console.log(`the reload cost ${missing} ms of sound: ${clip.receipt?.verdict}`);
  expect(missing).toBeLessThan(4000);
  await expectVoice(context.request, server.url, clip, voice, info, { reloaded: true });
});

test('stopping the server finishes and stores what is being recorded', async ({}, info) => {
  const { page, context } = ada;
  const created = await context.request.post(`${server.url}/api/v1/sessions`, {
    data: { kind: 'solo', format: 'explain-a-concept', role: 'candidate', questions: [{ prompt: 'What is a process?' }] },
  });
  const { id } = (await created.json()) as Session;
  await page.goto(`${server.url}/sessions/${id}`);
  await page.getByRole('button', { name: 'Start recording' }).click();
  await expect(page.getByText('Recording you')).toBeVisible();
  await page.waitForTimeout(8000);
  expect(await server.stop('SIGTERM')).toBe(0);

  server = await Server.start({ data: server.data });
  const [stored] = await clipsOf(context.request, server.url);
  expect(stored?.session_id).toBe(id);
  expect(stored?.state).toBe('ready');
  expect(stored?.duration_ms).toBeGreaterThan(7000);
  if (stored) await expectVoice(context.request, server.url, stored, voice, info);
});

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { readyClip } from './support/api.ts';
import { expectVoice } from './support/expect.ts';
import { arrive, signIn, type Person } from './support/people.ts';
import { Server } from './support/server.ts';
import { candidateText, silence, speak } from './support/voice.ts';
import type { Clip } from '../ui/api/schema.d.ts';

let server: Server;
let ada: Person;
const voice = speak('candidate', candidateText);

test.beforeAll(async () => {
  server = await Server.start();
  ada = await arrive(silence(5));
  await signIn(ada, server, 'Ada');
});

test.afterAll(async () => {
  await ada.browser.close();
  await server.dispose();
});

async function bring(path: string, type: string): Promise<Clip> {
  const response = await ada.context.request.post(`${server.url}/api/v1/clips?title=Brought`, {
    headers: { 'Content-Type': type },
    data: readFileSync(path),
  });
  expect(response.status()).toBe(201);
  return (await response.json()) as Clip;
}

test('any second of an hour is found without loading what is before it', async ({}, info) => {
  test.setTimeout(120_000);
  const { page } = ada;
  const minute = info.outputPath('minute.ogg');
  const hour = info.outputPath('hour.ogg');
  execFileSync('ffmpeg', ['-loglevel', 'error', '-stream_loop', '3', '-i', voice, '-t', '60', '-c:a', 'libopus', '-b:a', '32k', minute]);
  execFileSync('ffmpeg', ['-loglevel', 'error', '-stream_loop', '59', '-i', minute, '-c', 'copy', hour]);
  const clip = await bring(hour, 'audio/ogg');
  expect(Math.abs(clip.duration_ms - 3_600_000)).toBeLessThan(3000);
  await page.goto(`${server.url}/clips/${clip.id}`);
  const audio = page.locator('audio');
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
  for (const second of [3000, 61, 2222, 3590]) {
    const begun = Date.now();
    await audio.evaluate(async (element: HTMLAudioElement, to) => {
      const seeked = new Promise((done) => element.addEventListener('seeked', done, { once: true }));
      element.currentTime = to;
      await seeked;
      await element.play();
    }, second);
    await expect.poll(() => audio.evaluate((element: HTMLAudioElement) => element.currentTime)).toBeGreaterThan(second + 0.2);
    console.log(`second ${second} plays after ${Date.now() - begun} ms`);
  }
  const loaded = await audio.evaluate(({ buffered }: HTMLAudioElement) => {
    let seconds = 0;
    for (let i = 0; i < buffered.length; i++) seconds += buffered.end(i) - buffered.start(i);
    return seconds;
  });
  console.log(`${Math.round(loaded)} s of 3600 are loaded`);
  expect(loaded).toBeLessThan(1800);
});

test('an old recording is added in the library, and what is none is refused in words', async ({}, info) => {
  const { page } = ada;
  await page.goto(`${server.url}/clips`);
  const choose = page.getByLabel('A WAV or Ogg Opus file');
  const text = info.outputPath('notes.wav');
  writeFileSync(text, 'These are notes, no sound.');
  await choose.setInputFiles(text);
  await expect(page.getByRole('alert')).toHaveText(/neither a WAV nor an Ogg file/);
  await choose.setInputFiles(voice);
  await expect(page.getByRole('link', { name: 'candidate' })).toBeVisible();
});

test('an old recording is heard as it was', async ({}, info) => {
  const { page, context } = ada;
  const brought = await bring(voice, 'audio/wav');
  const clip = await readyClip(context.request, server.url, brought.id);
  await page.goto(`${server.url}/clips/${clip.id}`);
  await page.getByRole('button', { name: 'Play' }).click();
  await expect.poll(() => page.locator('audio').evaluate((element: HTMLAudioElement) => element.currentTime)).toBeGreaterThan(0.5);
  await expect(page.getByText('Ogg, as recorded')).toBeHidden();
  await expectVoice(context.request, server.url, clip, voice, info, { formats: ['audio.wav'] });
  expect(ada.complaints).toEqual([]);
});

import { expect, test } from '@playwright/test';
import { clipsOf } from '../support/api.ts';
import { completeClip, expectWhole, recordAlone, stop } from '../support/faults.ts';
import { arrive, signIn, type Person } from '../support/people.ts';
import { Server } from '../support/server.ts';
import { candidateText, speak } from '../support/voice.ts';

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

test('after kill -9 the clip is there, and what the server had not written comes from the browser', async ({}, info) => {
  test.setTimeout(120_000);
  const { page, context } = ada;
  await recordAlone(page, server);
  await page.waitForTimeout(9000);
  await server.stop('SIGKILL');
  const dead = Date.now();
  // Somebody who does not notice speaks on.
  await expect(page.getByText('keeps a copy')).toBeVisible({ timeout: 15_000 });
  await page.waitForTimeout(3000);
  server = await Server.start({ data: server.data, port: Number(new URL(server.url).port) });
  const [recovered] = await clipsOf(context.request, server.url);
  console.log(`at the restart: ${recovered?.state}, ${recovered?.duration_ms} ms`);
  await page.waitForURL(/\/clips\//, { timeout: 15_000 });
  const clip = await completeClip(context.request, server.url, recovered?.id ?? '');
  console.log(clip.receipt?.verdict, clip.duration_ms, clip.receipt?.gaps, `dead for ${Date.now() - dead} ms`);
  expect(clip.receipt?.backfilled_ms).toBeGreaterThan(2000);
  expect(clip.receipt?.missing_ms).toBeLessThan(100);
  await expectWhole(context.request, server.url, clip, voice, info);
});

test('an upgrade in mid-recording loses nothing', async ({}, info) => {
  test.setTimeout(120_000);
  const { page, context } = ada;
  await recordAlone(page, server);
  await page.waitForTimeout(9000);
  expect(await server.stop('SIGTERM')).toBe(0);
  server = await Server.start({ data: server.data, port: Number(new URL(server.url).port) });
  const [stored] = await clipsOf(context.request, server.url);
  expect(stored?.state).toBe('ready');
  expect(stored?.receipt?.verdict).toBe('complete');
  if (stored) await expectWhole(context.request, server.url, stored, voice, info);
});

test('a stop at once is a clip too, and says nothing odd', async () => {
  const { page, context } = ada;
  await recordAlone(page, server);
  const id = await stop(page);
  const clip = await completeClip(context.request, server.url, id, false);
  console.log(clip.duration_ms, clip.receipt?.verdict);
  expect(clip.receipt?.verdict).toBe('complete');
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
});

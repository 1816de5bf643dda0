import { expect, test } from '@playwright/test';
import { clipsOf } from '../support/api.ts';
import { completeClip, expectWhole, recordAlone, stop } from '../support/faults.ts';
import { Server } from '../support/server.ts';
import { setStage } from '../support/stage.ts';

const stage = setStage();

test('after kill -9 the clip is there, and what the server had not written comes from the browser', async ({}, info) => {
  test.setTimeout(120_000);
  const { page, context } = stage.ada;
  await recordAlone(page, stage.server);
  await page.waitForTimeout(9000);
  await stage.server.stop('SIGKILL');
  const dead = Date.now();
  // Somebody who does not notice speaks on.
  await expect(page.getByText('keeps a copy')).toBeVisible({ timeout: 15_000 });
  await page.waitForTimeout(3000);
  stage.server = await Server.start({ data: stage.server.data, port: Number(new URL(stage.server.url).port) });
  const [recovered] = await clipsOf(context.request, stage.server.url);
  console.log(`at the restart: ${recovered?.state}, ${recovered?.duration_ms} ms`);
  await page.waitForURL(/\/clips\//, { timeout: 15_000 });
  const clip = await completeClip(context.request, stage.server.url, recovered?.id ?? '');
  console.log(clip.receipt?.verdict, clip.duration_ms, clip.receipt?.gaps, `dead for ${Date.now() - dead} ms`);
  expect(clip.receipt?.backfilled_ms).toBeGreaterThan(2000);
  expect(clip.receipt?.missing_ms).toBeLessThan(100);
  await expectWhole(context.request, stage.server.url, clip, stage.voice, info);
});

test('an upgrade in mid-recording loses nothing', async ({}, info) => {
  test.setTimeout(120_000);
  const { page, context } = stage.ada;
  await recordAlone(page, stage.server);
  await page.waitForTimeout(9000);
  expect(await stage.server.stop('SIGTERM')).toBe(0);
  stage.server = await Server.start({ data: stage.server.data, port: Number(new URL(stage.server.url).port) });
  const [stored] = await clipsOf(context.request, stage.server.url);
  expect(stored?.state).toBe('ready');
  expect(stored?.receipt?.verdict).toBe('complete');
  if (stored) await expectWhole(context.request, stage.server.url, stored, stage.voice, info);
});

test('a stop at once is a clip too, and says nothing odd', async () => {
  const { page, context } = stage.ada;
  await recordAlone(page, stage.server);
  const id = await stop(page);
  const clip = await completeClip(context.request, stage.server.url, id, false);
  console.log(clip.duration_ms, clip.receipt?.verdict);
  expect(clip.receipt?.verdict).toBe('complete');
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
});

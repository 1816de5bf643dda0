import { expect, test } from '@playwright/test';
import { readyClip } from '../support/api.ts';
import { expectWhole, recordAlone, stop } from '../support/faults.ts';
import { cut, heal } from '../support/network.ts';
import { setStage } from '../support/stage.ts';

const stage = setStage();

test.afterEach(() => heal());

test('the words of an outage of 30 s are in the clip, from the browser', async ({}, info) => {
  test.setTimeout(150_000);
  const { page, context } = stage.ada;
  await recordAlone(page, stage.server);
  await page.waitForTimeout(8000);
  cut();
  await expect(page.getByText('keeps a copy')).toBeVisible({ timeout: 15_000 });
  await page.waitForTimeout(10_000);
  // A page that is busy loses nothing of its copy.
  await page.evaluate(() => {
    const end = performance.now() + 1500;
    while (performance.now() < end);
  });
  await page.waitForTimeout(10_000);
  heal();
  await expect(page.getByText('keeps a copy')).toBeHidden({ timeout: 15_000 });
  await page.waitForTimeout(5000);
  const id = await stop(page);
  const clip = await readyClip(context.request, stage.server.url, id);
  console.log(clip.receipt?.verdict, clip.receipt?.gaps);
  expect(clip.receipt?.missing_ms).toBeLessThan(100);
  expect(clip.receipt?.backfilled_ms).toBeGreaterThan(19_000);
  await expectWhole(context.request, stage.server.url, clip, stage.voice, info);
});

test('a stop that is asked for without a connection is kept, and sent when it is back', async () => {
  test.setTimeout(90_000);
  const { page } = stage.ada;
  await recordAlone(page, stage.server);
  cut();
  await expect(page.getByText('The connection to the server is lost.')).toBeVisible({ timeout: 15_000 });
  await page.getByRole('button', { name: 'Stop and listen' }).click();
  await expect(page.getByText('Asked for as soon as the connection is back: the end of the session.')).toBeVisible();
  heal();
  await page.waitForURL(/\/clips\//, { timeout: 20_000 });
});

import { expect, test } from '@playwright/test';
import { completeClip, expectWhole, recordAlone, stop } from '../support/faults.ts';
import { heal, lose } from '../support/network.ts';
import { setStage } from '../support/stage.ts';

const stage = setStage();

test.afterEach(() => heal());

test('of 10 % lost packets nothing is missing in the end', async ({}, info) => {
  test.setTimeout(120_000);
  const { page, context } = stage.ada;
  await recordAlone(page, stage.server);
  lose(0.1);
  await page.waitForTimeout(15_000);
  const clip = await completeClip(context.request, stage.server.url, await stop(page), false);
  console.log(clip.receipt?.verdict, `${clip.receipt?.gaps.length} gaps`);
  expect(clip.receipt?.missing_ms).toBeLessThan(100);
  await expectWhole(context.request, stage.server.url, clip, stage.voice, info);
});

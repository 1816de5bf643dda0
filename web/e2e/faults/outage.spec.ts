import { expect, test } from '@playwright/test';
import { readyClip } from '../support/api.ts';
import { expectWhole, recordAlone, stop } from '../support/faults.ts';
import { cut, heal } from '../support/network.ts';
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

test.afterEach(() => heal());

test.afterAll(async () => {
  await ada.browser.close();
  await server.dispose();
});

test('the words of an outage of 30 s are in the clip, from the browser', async ({}, info) => {
  test.setTimeout(150_000);
  const { page, context } = ada;
  await recordAlone(page, server);
  await page.waitForTimeout(8000);
  cut();
  await expect(page.getByText('keeps a copy')).toBeVisible({ timeout: 15_000 });
  await page.waitForTimeout(20_000);
  heal();
  await expect(page.getByText('keeps a copy')).toBeHidden({ timeout: 15_000 });
  await page.waitForTimeout(5000);
  const id = await stop(page);
  const clip = await readyClip(context.request, server.url, id);
  console.log(clip.receipt?.verdict, clip.receipt?.gaps);
  expect(clip.receipt?.missing_ms).toBeLessThan(100);
  expect(clip.receipt?.backfilled_ms).toBeGreaterThan(19_000);
  await expectWhole(context.request, server.url, clip, voice, info);
});

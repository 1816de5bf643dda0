import { expect, test } from '@playwright/test';
import { completeClip, expectWhole, recordAlone, stop } from '../support/faults.ts';
import { heal, lose } from '../support/network.ts';
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

test('of 10 % lost packets nothing is missing in the end', async ({}, info) => {
  test.setTimeout(120_000);
  const { page, context } = ada;
  await recordAlone(page, server);
  lose(0.1);
  await page.waitForTimeout(15_000);
  const clip = await completeClip(context.request, server.url, await stop(page), false);
  console.log(clip.receipt?.verdict, `${clip.receipt?.gaps.length} gaps`);
  expect(clip.receipt?.missing_ms).toBeLessThan(100);
  await expectWhole(context.request, server.url, clip, voice, info);
});

import { expect, test } from '@playwright/test';
import { completeClip, expectWhole, recordAlone, stop } from '../support/faults.ts';
import { arrive, signIn, type Person } from '../support/people.ts';
import { Server } from '../support/server.ts';
import { SmallDisk } from '../support/store.ts';
import { candidateText, speak } from '../support/voice.ts';

let disk: SmallDisk;
let server: Server;
let ada: Person;
const voice = speak('candidate', `${candidateText} `.repeat(6));

test.beforeAll(async () => {
  disk = new SmallDisk(48);
  server = await Server.start({ data: `${disk.path}/data`, env: { PRACTICE_DISK_FLOOR: '8 MiB' } });
  ada = await arrive(voice);
  await signIn(ada, server, 'Ada');
});

test.afterAll(async () => {
  await ada.browser.close();
  await server.dispose();
  disk.dispose();
});

test('a disk that fills is announced, and the words go on in the browser', async ({}, info) => {
  test.setTimeout(120_000);
  const { page, context } = ada;
  await recordAlone(page, server);
  const earlier = await completeClip(context.request, server.url, await stop(page), false);

  await recordAlone(page, server);
  await page.waitForTimeout(5000);
  disk.leave(12);
  await expect(page.getByText('The server’s disk is filling up.')).toBeVisible();
  disk.leave(6);
  await expect(page.getByText('The server’s disk is full.')).toBeVisible();
  await expect(page.getByText('The candidate’s browser keeps what is said now')).toBeVisible();
  await page.waitForTimeout(6000);
  disk.empty();
  await expect(page.getByText('The server’s disk is full.')).toBeHidden();
  await page.waitForTimeout(4000);
  const clip = await completeClip(context.request, server.url, await stop(page));
  console.log(clip.receipt?.verdict, clip.receipt?.gaps);
  expect(clip.receipt?.missing_ms).toBeLessThan(100);
  expect(clip.receipt?.backfilled_ms).toBeGreaterThan(5000);
  await expectWhole(context.request, server.url, clip, voice, info);
  const still = await context.request.get(`${server.url}${earlier.links.audio_ogg}`);
  expect(still.status(), 'the clip from before').toBe(200);
});

test('nothing is begun on a full disk', async () => {
  const { page, context } = ada;
  const create = () =>
    context.request.post(`${server.url}/api/v1/sessions`, {
      data: { kind: 'solo', format: 'explain-a-concept', role: 'candidate', questions: [{ prompt: 'What is a socket?' }] },
    });
  const { id } = (await (await create()).json()) as { id: string };
  disk.leave(6);
  await page.goto(`${server.url}/sessions/${id}`);
  await page.getByRole('button', { name: 'Start recording' }).click();
  await expect(page.getByText('disk is full')).toBeVisible();
  expect((await create()).status(), 'another session').toBe(507);
  disk.empty();
});

import { expect, test, type Page, type TestInfo } from '@playwright/test';
import { readyClip } from '../support/api.ts';
import { completeClip, expectWhole, partsBetween, recordAlone, stop } from '../support/faults.ts';
import { newestBrowser, signalTree } from '../support/process.ts';
import { Server } from '../support/server.ts';
import { setStage } from '../support/stage.ts';

const stage = setStage();

/** Waits until the voice arrives again after the page was away, records more, and expects one clip in which at most so much is missing. */
async function goesOn(after: string, page: Page, most_ms: number, info: TestInfo): Promise<void> {
  await expect(page.getByText('Recording you')).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText('does not reach the server')).toBeHidden({ timeout: 15_000 });
  await page.waitForTimeout(8000);
  const { request } = page.context();
  const clip = await readyClip(request, stage.server.url, await stop(page));
  console.log(`${after}:`, clip.receipt?.verdict, clip.receipt?.gaps);
  expect(clip.receipt?.missing_ms).toBeLessThan(most_ms);
  await expectWhole(request, stage.server.url, clip, stage.voice, info, partsBetween(clip));
}

test('a reload goes on with the same clip and costs no more than the page was away', async ({}, info) => {
  test.setTimeout(120_000);
  const { page } = stage.ada;
  await recordAlone(page, stage.server);
  await page.waitForTimeout(8000);
  page.once('dialog', (dialog) => void dialog.accept());
  await page.reload();
  await goesOn('reload', page, 1500, info);
});

test('a tab that crashes is opened again and goes on with the same clip', async ({}, info) => {
  test.setTimeout(120_000);
  const { context } = stage.ada;
  const id = await recordAlone(stage.ada.page, stage.server);
  await stage.ada.page.waitForTimeout(8000);
  const crashed = new Promise((done) => stage.ada.page.once('crash', done));
  void stage.ada.page.goto('chrome://crash').catch(() => undefined);
  await crashed;
  const page = await context.newPage();
  await page.goto(`${stage.server.url}/sessions/${id}`);
  await goesOn('crash', page, 5000, info);
  await stage.ada.page.close();
  Object.assign(stage.ada, { page });
});

test('a laptop that sleeps goes on with the same clip', async ({}, info) => {
  test.setTimeout(120_000);
  const { page } = stage.ada;
  await recordAlone(page, stage.server);
  await page.waitForTimeout(8000);
  signalTree(newestBrowser(), 'SIGSTOP');
  await new Promise((awake) => setTimeout(awake, 10_000));
  signalTree(newestBrowser(), 'SIGCONT');
  await goesOn('sleep', page, 13_000, info);
});

test('a browser that comes back later still brings what it holds', async ({}, info) => {
  test.setTimeout(120_000);
  const { page, context } = stage.ada;
  const id = await recordAlone(page, stage.server);
  await page.waitForTimeout(6000);
  // The page is closed before it could send anything; the session ends without it.
  await context.setOffline(true);
  await stage.server.stop('SIGKILL');
  await page.waitForTimeout(6000);
  await page.goto('about:blank');
  await context.setOffline(false);
  stage.server = await Server.start({ data: stage.server.data, port: Number(new URL(stage.server.url).port) });
  const before = await completeClip(context.request, stage.server.url, await clipOf(id), false);
  console.log('before it came back:', before.duration_ms, before.receipt?.verdict);
  await page.goto(`${stage.server.url}/`);
  const clip = await completeClip(context.request, stage.server.url, before.id);
  console.log('afterwards:', clip.duration_ms, clip.receipt?.verdict);
  expect(clip.receipt?.backfilled_ms).toBeGreaterThan(3000);
  await expectWhole(context.request, stage.server.url, clip, stage.voice, info);
  await expect.poll(() => page.evaluate(async () => (await indexedDB.databases()).length)).toBeGreaterThan(0);
});

async function clipOf(session: string): Promise<string> {
  const response = await stage.ada.context.request.get(`${stage.server.url}/api/v1/sessions/${session}`);
  const { clip_ids: ids } = (await response.json()) as { clip_ids: string[] };
  return ids[0] ?? '';
}

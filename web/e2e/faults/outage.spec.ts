import { expect, request, test } from '@playwright/test';
import type { Invite, Session } from '../../ui/api/schema.d.ts';
import { readyClip } from '../support/api.ts';
import { expectWhole, recordAlone, stop } from '../support/faults.ts';
import { cut, heal, silence } from '../support/network.ts';
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

test('a request whose answer was lost is asked again, and carried out once', async () => {
  test.setTimeout(90_000);
  const { page, context } = stage.ada;
  const { url } = stage.server;
  const made = await context.request.post(`${url}/api/v1/sessions`, {
    data: { kind: 'paired', format: 'quick-answer', role: 'candidate', questions: [{ prompt: 'How does TCP close?' }] },
  });
  const { id } = (await made.json()) as Session;
  const invite = (await (await context.request.post(`${url}/api/v1/sessions/${id}/invites`)).json()) as Invite;
  const guest = await request.newContext();
  await guest.post(`${url}/api/v1/invites/accept`, { data: { token: invite.url?.split('#').at(-1), name: 'Ben' } });
  await page.goto(`${url}/sessions/${id}`);
  const me = page.getByRole('listitem').filter({ hasText: '(you)' });
  await expect(me).toContainText('candidate');
  silence(new URL(url).port);
  await page.getByRole('button', { name: 'Swap roles' }).click();
  await expect(page.getByText('Asked for as soon as the connection is back: the swap of roles.')).toBeVisible({ timeout: 15_000 });
  heal();
  await expect(page.getByText('The connection to the server is lost.')).toBeHidden({ timeout: 15_000 });
  await expect(me).toContainText('interviewer');
  const { participants } = (await (await context.request.get(`${url}/api/v1/sessions/${id}`)).json()) as Session;
  expect(participants.find(({ name }) => name === 'Ada')?.role).toBe('interviewer');
  await guest.dispose();
});

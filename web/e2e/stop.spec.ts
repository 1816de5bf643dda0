import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { Clip, Session } from '../ui/api/schema.d.ts';
import { clipsOf, get, readyClip } from './support/api.ts';
import { recordAlone } from './support/faults.ts';
import { heldCopies, outlets } from './support/people.ts';
import { setStage } from './support/stage.ts';

const stage = setStage();

test('who says stop is not recorded from then on, though the server stands still', async () => {
  const { page, context } = stage.ada;
  await recordAlone(page, stage.server);
  await page.waitForTimeout(4000);
  expect(await outlets(page)).toEqual({ microphones: 1, connections: 1 });
  stage.server.signal('SIGSTOP');
  let stopped_ms = 0;
  try {
    stopped_ms = Number(await page.getByRole('button', { name: 'Stop and listen' }).evaluate((button: HTMLButtonElement) => {
      button.click();
      return Date.now();
    }));
    // Not a moment later: in the same task.
    expect(await outlets(page)).toEqual({ microphones: 0, connections: 0 });
    await expect(page.getByRole('heading', { name: 'You are not recorded any more' })).toBeVisible();
    await expect.poll(async () => (await heldCopies(page)).length).toBe(1);
    const held = await heldCopies(page);
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    // Until the page has noticed that the server is silent, and longer.
    await expect(page.getByText('The server can’t be reached to be told.')).toBeVisible({ timeout: 15_000 });
    await expect(page.getByText(/Recording you|Go on speaking/)).toBeHidden();
    expect(await heldCopies(page)).toEqual(held);
    expect(await outlets(page)).toEqual({ microphones: 0, connections: 0 });
  } finally {
    stage.server.signal('SIGCONT');
  }
  await page.waitForURL(/\/clips\//, { timeout: 15_000 });
  const clip = await readyClip(context.request, stage.server.url, page.url().split('/').at(-1) ?? '');
  endsAt(clip, stopped_ms);
});

test('a stop is told from any page, also when the room was left before the server had confirmed it', async () => {
  const { page, context } = stage.ada;
  const { url } = stage.server;
  const session = await recordAlone(page, stage.server);
  await page.waitForTimeout(3000);
  stage.server.signal('SIGSTOP');
  let stopped_ms = 0;
  try {
    await page.getByRole('button', { name: 'Stop and listen' }).click();
    stopped_ms = Date.now();
    await expect(page.getByRole('heading', { name: 'You are not recorded any more' })).toBeVisible();
    await page.goto('about:blank');
    await page.waitForTimeout(2000);
  } finally {
    stage.server.signal('SIGCONT');
  }
  await page.goto(`${url}/clips`);
  await expect.poll(async () => (await get<Session>(context.request, `${url}/api/v1/sessions/${session}`)).state).toBe('ended');
  await expect.poll(async () => (await clipsOf(context.request, url)).find(({ session_id }) => session_id === session)?.state).toBe('ready');
  const clip = (await clipsOf(context.request, url)).find(({ session_id }) => session_id === session);
  if (clip) endsAt(clip, stopped_ms);
});

/** Expects that a clip ends where its speaker said stop, though the server heard of that later. */
function endsAt(clip: Clip, stopped_ms: number): void {
  const said_ms = stopped_ms - Date.parse(clip.created_at);
  console.log(`the clip has ${clip.duration_ms} ms; stop was said at ${said_ms} ms; ${clip.receipt?.verdict}`);
  expect(Math.abs(clip.duration_ms - said_ms)).toBeLessThan(300);
}

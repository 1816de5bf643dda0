import { expect, test } from '@playwright/test';
import { readyClip } from './support/api.ts';
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
  const spoken_ms = stopped_ms - Date.parse(clip.created_at);
  console.log(`the clip has ${clip.duration_ms} ms; stop was said at ${spoken_ms} ms; ${clip.receipt?.verdict}`);
  expect(clip.receipt?.live_ms ?? 0).toBeLessThan(spoken_ms + 300);
});

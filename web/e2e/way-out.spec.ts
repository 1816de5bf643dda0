import { expect, test, type Page } from '@playwright/test';
import type { Session } from '../ui/api/schema.d.ts';
import { clipsOf, get } from './support/api.ts';
import { recordAlone } from './support/faults.ts';
import { outlets } from './support/people.ts';
import { setStage } from './support/stage.ts';

const stage = setStage();

const asked = (page: Page) => page.getByRole('dialog', { name: 'Stop the recording and leave?' });

/** Expects that nobody is recorded any more, in the browser, in the session, and in the library. */
async function left(page: Page, session: string): Promise<void> {
  expect(await outlets(page)).toEqual({ microphones: 0, connections: 0 });
  const { url } = stage.server;
  await expect.poll(async () => (await get<Session>(page.request, `${url}/api/v1/sessions/${session}`)).state).toBe('ended');
  await expect.poll(async () => (await clipsOf(page.request, url)).filter(({ state }) => state === 'recording')).toEqual([]);
}

test('no way leads out of a recording without being asked, and whoever agrees has stopped it', async () => {
  test.setTimeout(90_000);
  const { page } = stage.ada;
  await page.goto(`${stage.server.url}/clips`);
  await page.getByRole('link', { name: 'Practise', exact: true }).click();
  const first = await recordAloneFrom(page);
  await page.waitForTimeout(1500);

  // A link, by mouse; staying changes nothing.
  await page.getByRole('link', { name: 'Clips', exact: true }).click();
  await expect(asked(page)).toContainText('You are being recorded.');
  await expect(asked(page).getByRole('button', { name: 'Stay here' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(asked(page)).toBeHidden();

  // Back, twice, and Escape.
  for (let time = 0; time < 2; time++) {
    await page.evaluate(() => history.back());
    await expect(asked(page)).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`/sessions/${first}$`));
    await page.keyboard.press('Escape');
    await expect(asked(page)).toBeHidden();
  }
  await expect(page.getByText('Recording you')).toBeVisible();
  expect((await outlets(page)).microphones).toBe(1);

  // The tab: the browser asks.
  const dialog = page.waitForEvent('dialog');
  await page.close({ runBeforeUnload: true });
  expect((await dialog).type()).toBe('beforeunload');
  await (await dialog).dismiss();
  await expect(page.getByText('Recording you')).toBeVisible();

  await page.evaluate(() => history.back());
  await asked(page).getByRole('button', { name: 'Stop and leave' }).click();
  await expect(page).toHaveURL(/\/new/);
  await left(page, first);

  // A link again, and away.
  const second = await recordAloneFrom(page);
  await page.waitForTimeout(1500);
  await page.getByRole('link', { name: 'Clips', exact: true }).click();
  await asked(page).getByRole('button', { name: 'Stop and leave' }).click();
  await expect(page).toHaveURL(/\/clips$/);
  await left(page, second);
  await expect(page.locator('.clip-row').first().getByText('Recording', { exact: true })).toBeHidden();
});

test('who goes elsewhere by the browser, and was asked by it, has left the recording too', async () => {
  const { page } = stage.ada;
  const { url } = stage.server;
  const session = await recordAlone(page, stage.server);
  await page.waitForTimeout(1500);
  const dialog = page.waitForEvent('dialog');
  const gone = page.goto(`${url}/clips`);
  await (await dialog).accept();
  await gone;
  await left(page, session);
});

test('signing out of a recording is asked, stops it at once, and so it does in another tab', async () => {
  test.setTimeout(90_000);
  const { page, context } = stage.ada;
  const { server } = stage;
  await recordAlone(page, server);
  await page.getByLabel(/^You:/).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(asked(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('Recording you')).toBeVisible();

  const other = await context.newPage();
  await other.goto(`${server.url}/clips`);
  await other.getByLabel(/^You:/).click();
  await other.getByRole('button', { name: 'Sign out' }).click();
  await expect(other.getByRole('dialog')).toContainText('You are being recorded right now: signing out stops that.');
  await other.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await expect.poll(() => outlets(page)).toEqual({ microphones: 0, connections: 0 });
  await expect(other.getByText('You are signed out.').first()).toBeVisible({ timeout: 20_000 });
  await other.close();
});

/** Begins to record from the page that one is on, so that the history has a way back within Practice. */
async function recordAloneFrom(page: Page): Promise<string> {
  await page.goto(`${stage.server.url}/new?kind=solo`);
  await page.getByRole('radio', { name: 'Type my own' }).check();
  await page.getByRole('textbox').first().fill('How does TCP close?');
  await page.getByRole('radio', { name: /Quick answer/ }).check();
  await page.getByRole('button', { name: 'Go to the microphone' }).click();
  await page.getByRole('button', { name: 'Start recording' }).click();
  await expect(page.getByText('Recording you')).toBeVisible();
  return page.url().split('/').at(-1) ?? '';
}

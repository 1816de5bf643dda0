import { expect, test, type Page } from '@playwright/test';
import { clipsOf } from './support/api.ts';
import { arrive, heldCopies, signIn, type Person } from './support/people.ts';
import { Server } from './support/server.ts';
import { candidateText, speak } from './support/voice.ts';

let server: Server;
let ada: Person;

/** Where screenshots go, for a person to look at; nowhere unless asked. */
const shots = process.env['PRACTICE_SCREENSHOTS'];

async function shoot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [width, height] of [[1440, 900], [390, 844]] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height });
      await page.screenshot({ path: `${shots}/${name}-${colorScheme}-${width}.png` });
    }
  }
}

async function record(page: Page): Promise<void> {
  const created = await page.request.post(`${server.url}/api/v1/sessions`, {
    data: { kind: 'solo', format: 'quick-answer', role: 'candidate', questions: [{ prompt: 'Why does the qwyzzelt hum?' }] },
  });
  const { id } = (await created.json()) as { id: string };
  await page.goto(`${server.url}/sessions/${id}`);
  await page.getByRole('button', { name: 'Start recording' }).click();
  await expect(page.getByText('Recording you')).toBeVisible();
}

test.beforeAll(async () => {
  server = await Server.start();
  ada = await arrive(speak('candidate', `${candidateText} `.repeat(2)));
  await signIn(ada, server, 'Ada Lovelace');
});

test.afterAll(async () => {
  await ada.browser.close();
  await server.dispose();
});

test('a session and then the account are deleted, by keyboard, after the question whether they should', async () => {
  const { page } = ada;
  await record(page);
  await page.getByRole('button', { name: 'Stop and listen' }).click();
  await page.waitForURL(/\/clips\//);
  expect(await clipsOf(page.request, server.url)).toHaveLength(1);

  await page.getByLabel(/^You: Ada/).click();
  await page.getByRole('link', { name: 'Your account' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Your account' })).toBeVisible();
  await shoot(page, 'account');
  await page.getByRole('button', { name: /^Delete the session: Quick answer/ }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('your own recordings of it');
  await shoot(page, 'delete-session');
  await page.keyboard.press('Escape');
  expect(await clipsOf(page.request, server.url)).toHaveLength(1);
  await page.getByRole('button', { name: /^Delete the session: Quick answer/ }).click();
  await page.getByRole('button', { name: 'Delete for good' }).click();
  await expect(page.getByRole('status')).toContainText('The session is deleted, and your recording of it');
  await expect(page.getByRole('button', { name: /^Delete the session/ })).toHaveCount(0);
  expect(await clipsOf(page.request, server.url)).toHaveLength(0);

  // Another tab records while the account is deleted: it ends there.
  const other = await ada.context.newPage();
  await record(other);
  await page.getByRole('button', { name: 'Delete your account …' }).click();
  await page.getByRole('button', { name: 'Delete everything' }).click();
  await expect(page.getByRole('alert')).toContainText('Type Ada Lovelace to confirm');
  await shoot(page, 'delete-account');
  await page.getByLabel('Type Ada Lovelace to confirm').fill('ada lovelace');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toContainText('Your account is deleted');
  await expect(page).toHaveURL(`${server.url}/`);
  expect((await page.request.get(`${server.url}/api/v1/me`)).status()).toBe(401);
  await expect(other.getByText('Recording you')).toHaveCount(0);
  await expect.poll(() => heldCopies(page)).toEqual([]);
});

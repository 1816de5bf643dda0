import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { arrive, signIn, type Person } from './support/people.ts';
import { Server } from './support/server.ts';
import { candidateText, speak } from './support/voice.ts';
import type { Session } from '../ui/api/schema.d.ts';

let server: Server;
let ada: Person;
let gus: Person;

/** Where screenshots go, for a person to look at; nowhere unless asked. */
const shots = process.env['PRACTICE_SCREENSHOTS'];

test.beforeAll(async () => {
  server = await Server.start({ env: { PRACTICE_QUOTA_STORAGE: '20 kB' } });
  const voice = speak('candidate', candidateText);
  ada = await arrive(voice);
  gus = await arrive(voice);
  await signIn(ada, server, 'Ada');
});

test.afterAll(async () => {
  await ada.browser.close();
  await gus.browser.close();
  await server.dispose();
});

test('a guest sees nothing that a guest may not do, and for how long the clips are kept', async () => {
  const made = await ada.context.request.post(`${server.url}/api/v1/sessions`, {
    data: { kind: 'paired', format: 'quick-answer', role: 'interviewer', questions: [{ prompt: 'Why do indexes help?' }] },
  });
  const { id } = (await made.json()) as Session;
  const invite = await ada.context.request.post(`${server.url}/api/v1/sessions/${id}/invites`);
  const { page } = gus;
  await page.goto(((await invite.json()) as { url: string }).url);
  await expect(page.getByText(/30 days after each visit/)).toBeVisible();
  await page.getByLabel('Your name').fill('Gus');
  await page.getByRole('button', { name: 'Join' }).click();
  await expect(page).toHaveURL(/\/sessions\//);

  const nav = page.getByRole('navigation', { name: 'Main' });
  for (const [path, heading] of [['/', /Gus/], ['/clips', 'Your clips'], ['/new', 'Practise']] as const) {
    await page.goto(server.url + path);
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    const notice = page.locator('.notice', { hasText: 'You are here as a guest' });
    await expect(notice).toContainText(/opens your clips until .+\. Each visit puts that off to 30 days later, up to 90 days after you came/);
    await expect(notice).toContainText('Your clips stay yours');
    await expect(nav.getByRole('link', { name: 'Clips' })).toBeVisible();
    await expect(page.locator('a[href^="/new"]')).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Add a recording' })).toHaveCount(0);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const [width, height] of [[1440, 900], [390, 844]] as const) {
        await page.setViewportSize({ width, height });
        if (shots !== undefined) await page.screenshot({ path: `${shots}/guest${path.replace('/', '-')}-${colorScheme}-${width}.png` });
      }
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id: rule, nodes }) => `${rule}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
    }
  }

  const refused = await gus.context.request.post(`${server.url}/api/v1/sessions`, {
    data: { kind: 'solo', format: 'quick-answer', role: 'candidate', questions: [{ prompt: 'Why?' }] },
  });
  expect(refused.status()).toBe(403);
  expect(gus.complaints).toEqual([]);
});

test('a member is told how much of their storage is used, and in words when nothing more fits', async () => {
  const { page } = ada;
  await page.goto(`${server.url}/clips`);
  await expect(page.getByRole('button', { name: 'Add a recording' })).toBeVisible();
  const second = Buffer.alloc(44 + 16_000);
  second.write('RIFF', 0);
  second.writeUInt32LE(36 + 16_000, 4);
  second.write('WAVEfmt ', 8);
  second.writeUInt32LE(16, 16);
  second.writeUInt16LE(1, 20);
  second.writeUInt16LE(1, 22);
  second.writeUInt32LE(8000, 24);
  second.writeUInt32LE(16_000, 28);
  second.writeUInt16LE(2, 32);
  second.writeUInt16LE(16, 34);
  second.write('data', 36);
  second.writeUInt32LE(16_000, 40);
  const choose = async (): Promise<void> => {
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Add a recording' }).click();
    await (await chooser).setFiles({ name: 'second.wav', mimeType: 'audio/wav', buffer: second });
  };
  await choose();
  await expect(page.getByText('Your clips take 16 kB of 20 kB.')).toBeVisible();
  await choose();
  await expect(page.getByRole('alert')).toContainText('This file takes up to 16 kB, and your recordings 16 kB of the 20 kB that you have here. Delete some first.');
  if (shots !== undefined) await page.screenshot({ path: `${shots}/storage.png` });
});

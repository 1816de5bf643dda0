import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { clipsOf, readyClip } from './support/api.ts';
import { tabAndPress, tabTo } from './support/keyboard.ts';
import { arrive, type Person } from './support/people.ts';
import { Server } from './support/server.ts';
import { candidateText, speak } from './support/voice.ts';

let server: Server;
let ada: Person;

test.beforeAll(async () => {
  server = await Server.start();
  ada = await arrive(speak('candidate', `${candidateText} `.repeat(3)));
});

test.afterAll(async () => {
  await ada.browser.close();
  await server.dispose();
});

test('from the sign-in link to the recording and through the library, by keyboard alone', async () => {
  const { page, context } = ada;
  await page.goto(server.signInLink());
  await tabTo(page, page.getByLabel('Your name'));
  await page.keyboard.type('Ada');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${server.url}/`);

  await tabAndPress(page, page.getByRole('link', { name: 'Practise alone' }), 'Enter');
  await expect(page.getByRole('heading', { level: 1 }), 'the heading takes the focus').toBeFocused();
  await tabTo(page, page.getByRole('radio', { name: 'Surprise me' }));
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await tabTo(page, page.getByLabel('The question, as an interviewer would ask it'));
  await page.keyboard.type('What does a load balancer do?');
  await tabTo(page, page.getByRole('radio', { name: /Explain a concept/ }));
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: /Quick answer/ })).toBeChecked();
  await tabAndPress(page, page.getByRole('button', { name: 'Go to the microphone' }), 'Enter');

  await tabAndPress(page, page.getByRole('button', { name: 'Start recording' }), 'Enter');
  await expect(page.getByText('Recording you')).toBeVisible();
  await page.waitForTimeout(4000);
  await tabAndPress(page, page.getByRole('button', { name: 'Stop and listen' }), 'Enter');
  await page.waitForURL(/\/clips\//);
  const id = page.url().split('/').at(-1) ?? '';
  const clip = await readyClip(context.request, server.url, id);

  // Space plays, wherever the focus is not in a control of its own.
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
  await page.keyboard.press('k');
  await expect.poll(() => page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.currentTime)).toBeGreaterThan(0.2);
  await page.keyboard.press('k');
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();

  // The library: rename, download, delete.
  await tabAndPress(page, page.getByRole('navigation').getByRole('link', { name: 'Clips' }), 'Enter');
  const row = page.locator('.clip-row').first();
  await tabAndPress(page, row.locator('summary'), 'Enter');
  await tabAndPress(page, row.getByRole('button', { name: 'Rename' }), 'Enter');
  await expect(row.getByRole('textbox')).toBeFocused();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('Load balancers, first try');
  await page.keyboard.press('Enter');
  await expect(row.getByRole('link', { name: 'Load balancers, first try' })).toBeVisible();
  expect((await clipsOf(context.request, server.url))[0]?.title).toBe('Load balancers, first try');

  for (const [item, name] of [
    ['Download Ogg', /\.ogg$/],
    ['Download WAV', /\.wav$/],
  ] as const) {
    await tabAndPress(page, row.locator('summary'), 'Enter');
    const download = page.waitForEvent('download');
    await tabAndPress(page, row.getByRole('link', { name: item }), 'Enter');
    expect((await download).suggestedFilename()).toMatch(name);
    await page.keyboard.press('Escape');
  }

  const kept = join(server.data, 'clips', 'clips', clip.id);
  expect(readdirSync(kept).sort()).toEqual(['audio.ogg', 'receipt.json', 'waveform.dat']);
  await tabAndPress(page, row.locator('summary'), 'Enter');
  await tabAndPress(page, row.getByRole('button', { name: /Delete/ }), 'Enter');
  await expect(page.getByRole('dialog').getByText('from the store')).toBeVisible();
  await tabAndPress(page, page.getByRole('button', { name: 'Delete for good' }), 'Enter');
  await expect(page.getByText('Deleted, also from folder clips.').first()).toBeVisible();
  expect(existsSync(join(kept, 'audio.ogg')), 'the recording in the store').toBe(false);
  expect(await clipsOf(context.request, server.url)).toEqual([]);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(ada.complaints).toEqual([]);
});

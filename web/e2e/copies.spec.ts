import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { completeClip, recordAlone, stop } from './support/faults.ts';
import { heldCopies } from './support/people.ts';
import { setStage } from './support/stage.ts';

const stage = setStage();

/** Nothing of a copy gets to the server from now on. */
async function holdBack(page: Page): Promise<void> {
  await page.route('**/backfill**', (route) => route.abort());
}

/** Records alone; what is said in the middle does not get to the server live. Returns the clip's ID. */
async function recordWithHole(page: Page): Promise<string> {
  await recordAlone(page, stage.server);
  await page.waitForTimeout(3500);
  await page.evaluate(async () => {
    const { connections } = window as unknown as { connections: RTCPeerConnection[] };
    const sender = connections.at(-1)?.getSenders().find(({ track }) => track);
    const track = sender?.track ?? null;
    await sender?.replaceTrack(null);
    await new Promise((later) => setTimeout(later, 2000));
    await sender?.replaceTrack(track);
  });
  await page.waitForTimeout(3500);
  return stop(page);
}

async function askToSignOut(page: Page): Promise<void> {
  await page.getByLabel(/^You:/).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
}

test('the copy of a voice stays its owner’s, over a sign-out and another person, and is sent when they are back', async () => {
  test.setTimeout(120_000);
  const { page, context } = stage.ada;
  const { server } = stage;
  await holdBack(page);
  const clip = await recordWithHole(page);
  const [held] = await heldCopies(page);
  expect(held?.clip).toBe(clip);
  expect(held?.owner).not.toBe('');

  // Nothing calls the clip ready and whole while this browser has more of it.
  const words = page.getByText('A part of it is still in this browser and on its way.');
  await expect(words).toBeVisible({ timeout: 25_000 });
  await expect(page.getByText('Copy on its way', { exact: true })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Take it with you' })).toContainText('A download holds what is there now.');
  await page.getByRole('link', { name: 'Clips', exact: true }).click();
  await expect(words).toBeVisible();
  await expect(page.locator('.clip-row').getByText('Copy on its way', { exact: true })).toBeVisible();
  await page.locator('.clip-row summary').first().click();
  await expect(page.locator('.clip-row').getByText('A download holds what is there now.')).toBeVisible();
  await page.keyboard.press('Escape');

  await askToSignOut(page);
  const dialog = page.getByRole('dialog', { name: 'Your voice is still in this browser' });
  await expect(dialog).toContainText('a copy of one recording');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await dialog.getByRole('radio', { name: /Keep it here/ }).check();
  await dialog.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText('waits in this browser until you are back').first()).toBeVisible();
  expect(await heldCopies(page)).toEqual([held]);

  // Ben signs in: he is shown nothing of Ada’s, and his browser leaves her copy alone.
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(server.anotherSignInLink('Ben'));
  await expect(page.getByRole('heading', { level: 1, name: /Ben/ })).toBeVisible();
  // The sender asks who is signed in before it looks at any copy.
  await expect.poll(() => asked.filter((path) => path === '/api/v1/me').length).toBeGreaterThan(2);
  await page.getByRole('link', { name: 'Clips', exact: true }).click();
  await expect(page.getByText('No clips yet')).toBeVisible();
  await expect(page.getByText('How does TCP close?')).toBeHidden();
  expect(asked.filter((path) => path.includes(clip))).toEqual([]);
  expect(await heldCopies(page)).toEqual([held]);
  await askToSignOut(page);
  await expect(page.getByText('nothing of your voice is left').first()).toBeVisible();
  expect(await heldCopies(page)).toEqual([held]);

  await page.unroute('**/backfill**');
  await page.goto(server.anotherSignInLink());
  const whole = await completeClip(context.request, server.url, clip);
  expect(whole.receipt?.missing_ms).toBeLessThan(100);
  await expect.poll(() => heldCopies(page), { timeout: 15_000 }).toEqual([]);
});

test('who signs out can have the copy sent first, or deleted', async () => {
  test.setTimeout(90_000);
  const { page, context } = stage.ada;
  const { server } = stage;
  await holdBack(page);
  await recordWithHole(page);
  await askToSignOut(page);
  await page.getByRole('radio', { name: /Delete it here/ }).check();
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText('the copies in this browser are deleted').first()).toBeVisible();
  expect(await heldCopies(page)).toEqual([]);

  await page.goto(server.anotherSignInLink());
  await expect(page.getByRole('heading', { level: 1, name: /Ada/ })).toBeVisible();
  const clip = await recordWithHole(page);
  await askToSignOut(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText(/^Sending what is left/)).toBeVisible();
  await page.unroute('**/backfill**');
  await expect(page.getByText('nothing of your voice is left').first()).toBeVisible({ timeout: 40_000 });
  await page.goto(server.anotherSignInLink());
  expect((await completeClip(context.request, server.url, clip)).receipt?.missing_ms).toBeLessThan(100);
});

test('what is too old goes when a page is opened, whoever is signed in, or nobody', async () => {
  const context = await stage.ada.browser.newContext();
  const page = await context.newPage();
  await page.goto(stage.server.url);
  // The page has made its database once it has looked into it.
  await expect.poll(() => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))).toContain('practice-copies');
  await page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((done, fail) => {
      const opening = indexedDB.open('practice-copies');
      opening.onsuccess = () => done(opening.result);
      opening.onerror = () => fail(opening.error ?? new Error('no database'));
    });
    const day_ms = 24 * 3600 * 1000;
    const tx = db.transaction('copies', 'readwrite');
    for (const [clip, days] of [['old', 31], ['newer', 29]] as const) {
      const begun_ms = Date.now() - days * day_ms;
      tx.objectStore('copies').put({ clip, owner: 'somebody', session: 's', open: false, begun_ms, touched_ms: begun_ms, size: 0 });
    }
    await new Promise((done) => (tx.oncomplete = done));
    db.close();
  });
  await page.reload();
  await expect.poll(async () => (await heldCopies(page)).map(({ clip }) => clip)).toEqual(['newer']);
  await context.close();
});

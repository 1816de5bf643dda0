import { expect, test } from '@playwright/test';
import { completeClip, expectWhole, recordAlone, stop } from '../support/faults.ts';
import { get } from '../support/api.ts';
import { arrive, signIn, type Person } from '../support/people.ts';
import { Server } from '../support/server.ts';
import { Store } from '../support/store.ts';
import { candidateText, speak } from '../support/voice.ts';
import type { Clip } from '../../ui/api/schema.d.ts';

let store: Store;
let server: Server;
let ada: Person;
const voice = speak('candidate', `${candidateText} `.repeat(6));
const objects = ['audio.ogg', 'receipt.json', 'waveform.dat'];

test.beforeAll(async () => {
  store = await Store.start();
  server = await Server.start({ env: store.env });
  ada = await arrive(voice);
  await signIn(ada, server, 'Ada');
});

test.afterAll(async () => {
  store.signal('SIGCONT');
  await ada.browser.close();
  await server.dispose();
  store.dispose();
});

for (const [name, fault, mend] of [
  ['stands still', () => store.signal('SIGSTOP'), async () => store.signal('SIGCONT')],
  ['is killed', () => store.signal('SIGKILL'), () => store.run()],
] as const) {
  test(`a store that ${name} disturbs nothing, and gets the clip after a restart, once`, async ({}, info) => {
    test.setTimeout(180_000);
    const { page, context } = ada;
    await recordAlone(page, server);
    await page.waitForTimeout(3000);
    fault();
    await page.waitForTimeout(5000);
    const id = await stop(page);
    // It plays from the server's own disk.
    await page.getByRole('button', { name: 'Play' }).click();
    await expect.poll(() => page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.currentTime)).toBeGreaterThan(0.2);
    // The owner and the operator can see why it waits.
    const waiting = (): Promise<Clip> => get<Clip>(context.request, `${server.url}/api/v1/clips/${id}`);
    await expect.poll(async () => (await waiting()).reason, { timeout: 60_000 }).toBe('store_unreachable');
    const { state, retry_at } = await waiting();
    expect(state).toBe('storing');
    expect(Date.parse(retry_at ?? '')).toBeGreaterThan(Date.now() - 60_000);
    await expect(page.getByText('The recording is safe on the server.')).toBeVisible();
    const metrics = await (await context.request.get(server.metrics)).text();
    expect(metrics).toMatch(/practice_clips_waiting 1/);
    expect(metrics).toMatch(/practice_store_failures_total [1-9]/);

    await server.stop('SIGKILL');
    await mend();
    server = await Server.start({ data: server.data, env: store.env, port: Number(new URL(server.url).port) });
    const clip = await completeClip(context.request, server.url, id, false);
    console.log(`${name}: ${clip.receipt?.verdict}, ${clip.receipt?.store}`);
    expect(clip.receipt?.verdict).toBe('complete');
    expect(store.objects(id)).toEqual(objects);
    await expectWhole(context.request, server.url, clip, voice, info);
  });
}

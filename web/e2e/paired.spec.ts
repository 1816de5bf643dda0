import { expect, test } from '@playwright/test';
import { clipsOf, get, lengthOf, readyClip } from './support/api.ts';
import { expectVoice } from './support/expect.ts';
import { keep, listen } from './support/hearing.ts';
import { arrive, hear, signIn, type Person } from './support/people.ts';
import { newestBrowser, signalTree } from './support/process.ts';
import { Server } from './support/server.ts';
import { candidateText, interviewerText, speak } from './support/voice.ts';
import type { Session } from '../ui/api/schema.d.ts';

let server: Server;
/** Signed in; interviews. */
let ada: Person;
/** A guest; the candidate. */
let ben: Person;
let browserOfBen: number;
const voiceOfAda = speak('interviewer', `${interviewerText} `.repeat(12), 'en-gb');
const voiceOfBen = speak('guest', `${candidateText} `.repeat(8));

test.beforeAll(async () => {
  server = await Server.start();
  ada = await arrive(voiceOfAda);
  ben = await arrive(voiceOfBen);
  browserOfBen = newestBrowser();
  await signIn(ada, server, 'Ada');
});

test.afterAll(async () => {
  await ada.browser.close();
  await ben.browser.close();
  await server.dispose();
});

/** What the clock of a page shows, in seconds. */
async function seconds(person: Person): Promise<number> {
  const text = await person.page.getByRole('timer').innerText();
  const [minutes = 0, rest = 0] = text.split(':').map(Number);
  return minutes * 60 + rest;
}

test('an interview of two: invited, consented, heard both ways, recorded for the guest', async ({}, info) => {
  test.setTimeout(150_000);
  await ada.page.goto(`${server.url}/new?kind=paired`);
  await ada.page.getByRole('radio', { name: 'Type my own' }).check();
  await ada.page.getByRole('textbox').first().fill('How does TCP close a connection?');
  await ada.page.getByRole('radio', { name: /Explain a concept/ }).check();
  await ada.page.getByRole('radio', { name: /Interviewer/i }).check();
  await ada.page.getByRole('button', { name: 'Create the session' }).click();
  await expect(ada.page).toHaveURL(/\/sessions\//);
  const sessionId = ada.page.url().split('/').at(-1) ?? '';
  const link = await ada.page.getByLabel('Invite link').inputValue();

  // The peer opens the link in another browser, with no account.
  await ben.page.goto(link);
  await expect(ben.page.getByRole('heading', { name: /Ada invites you/ })).toBeVisible();
  await expect(ben.page.getByText('candidate is recorded')).toBeVisible();
  await ben.page.getByLabel('Your name').fill('Ben');
  await ben.page.getByRole('button', { name: 'Join' }).click();
  await expect(ben.page).toHaveURL(/\/sessions\//);
  await expect.poll(async () => Number(await ben.page.getByRole('meter', { name: 'Microphone level' }).getAttribute('value'))).toBeGreaterThan(0.3);
  for (const person of [ada, ben]) await person.page.getByLabel('I am wearing headphones').check();
  await expect(ben.page.getByText('You will be recorded, and nobody else.')).toBeVisible();
  await expect(ada.page.getByText('Ben will be recorded, and nobody else.')).toBeVisible();
  await expect(ben.page.getByText('How does TCP close')).toBeHidden();

  // Nothing starts, and nothing is recorded, before everybody has consented.
  const start = ada.page.getByRole('button', { name: 'Start the session' });
  await expect(start).toBeDisabled();
  await ada.page.getByRole('button', { name: 'I agree to the recording' }).click();
  await expect(ada.page.getByText('Ben has yet to agree to the recording.')).toBeVisible();
  await expect(start).toBeDisabled();
  expect(await clipsOf(ben.context.request, server.url)).toEqual([]);
  await ben.page.getByRole('button', { name: 'I agree to the recording' }).click();
  await expect(start).toBeEnabled();
  await start.click();

  await expect(ada.page.getByText('Recording Ben')).toBeVisible();
  await expect(ben.page.getByText('Recording you')).toBeVisible();
  await expect(ben.page.getByText('How does TCP close a connection?')).toBeVisible();
  await ada.page.getByRole('button', { name: 'Finish this stage' }).click();
  for (const person of [ada, ben]) await expect(person.page.getByRole('heading', { name: 'Explain', exact: true })).toBeVisible();
  expect(Math.abs((await seconds(ada)) - (await seconds(ben))), 'seconds between the two clocks').toBeLessThanOrEqual(1);

  // Both hear each other through the server.
  const [heardByAda, heardByBen] = await Promise.all([hear(ada.page, 14_000), hear(ben.page, 14_000)]);
  // A browser stretches and squeezes what it plays live, so no window fits as a recording's does; but it fits the
  // other's voice, and not the own.
  for (const [who, heard, other, own] of [
    ['Ada', heardByAda, voiceOfBen, voiceOfAda],
    ['Ben', heardByBen, voiceOfAda, voiceOfBen],
  ] as const) {
    const file = keep(info.outputPath(`heard-by-${who}.webm`), heard);
    const [fits, echoes] = [other, own].map((voice) => Math.max(...listen(file, voice).windows.map((window) => window.peak)));
    console.log(`${who} hears the other with a correlation of ${fits?.toFixed(3)}, the own voice with ${echoes?.toFixed(3)}`);
    expect(fits, `how well ${who} hears the other`).toBeGreaterThan(0.4);
    expect(echoes, `how well ${who} hears the own voice`).toBeLessThan(0.3);
  }

  // Ending it ends it for both.
  await ada.page.getByRole('button', { name: 'End the session' }).click();
  await ada.page.getByRole('dialog').getByRole('button', { name: 'End the session' }).click();
  await expect(ada.page.getByRole('heading', { name: 'The session is over' })).toBeVisible();
  await ben.page.waitForURL(/\/clips\//, { timeout: 5000 });

  // The guest's voice, and only that, is a clip in the guest's library.
  const [clip] = await clipsOf(ben.context.request, server.url);
  const ready = await readyClip(ben.context.request, server.url, clip?.id ?? '');
  const session = await get<Session>(ben.context.request, `${server.url}/api/v1/sessions/${sessionId}`);
  const error = Math.abs(ready.duration_ms - lengthOf(session));
  console.log(`duration ${ready.duration_ms} ms, off by ${error} ms, ${ready.receipt?.verdict}`);
  expect(error).toBeLessThanOrEqual(50);
  await expectVoice(ben.context.request, server.url, ready, voiceOfBen, info);
  const foreign = listen(info.outputPath(`${ready.id}-audio.ogg`), voiceOfAda);
  expect(foreign.peak, 'the interviewer in the recording').toBeLessThan(0.2);

  // Nobody else gets at it, the interviewer neither.
  expect(await clipsOf(ada.context.request, server.url)).toEqual([]);
  for (const path of ['', '/audio.ogg', '/audio.wav', '/waveform.dat']) {
    expect((await ada.context.request.get(`${server.url}/api/v1/clips/${ready.id}${path}`)).status()).toBe(404);
  }
  expect([...ada.complaints, ...ben.complaints]).toEqual([]);
});

test('a peer who is gone is noticed within ten seconds, and comes back to the seat', async () => {
  test.setTimeout(120_000);
  const created = await ada.context.request.post(`${server.url}/api/v1/sessions`, {
    data: { kind: 'paired', format: 'domain-knowledge', role: 'interviewer', questions: [{ prompt: 'What is a lock?' }] },
  });
  const { id } = (await created.json()) as Session;
  await ada.page.goto(`${server.url}/sessions/${id}`);
  await ben.page.goto(await ada.page.getByLabel('Invite link').inputValue());
  await ben.page.getByLabel('Your name').fill('Ben');
  await ben.page.getByRole('button', { name: 'Join' }).click();
  for (const person of [ada, ben]) await person.page.getByRole('button', { name: 'I agree to the recording' }).click();
  await ben.page.getByRole('button', { name: 'Start the session' }).click();
  await expect(ada.page.getByText('Recording Ben')).toBeVisible();
  await expect(ada.page.getByText('Hears you')).toBeVisible();

  // Ben's laptop goes to sleep: nothing is closed, nothing answers.
  signalTree(browserOfBen, 'SIGSTOP');
  const gone = Date.now();
  try {
    await expect(ada.page.getByText('Connection lost. Waiting …')).toBeVisible({ timeout: 10_000 });
    console.log(`a dead peer is shown after ${Date.now() - gone} ms`);
  } finally {
    signalTree(browserOfBen, 'SIGCONT');
  }
  await expect(ada.page.getByText('Hears you')).toBeVisible({ timeout: 15_000 });
  await expect(ben.page.getByText('Recording you')).toBeVisible();
  await ada.page.getByRole('button', { name: 'End the session' }).click();
  await ada.page.getByRole('dialog').getByRole('button', { name: 'End the session' }).click();
  await ben.page.waitForURL(/\/clips\//);
});

test('a peer swap records each in turn, and takes each to their own clip', async ({}, info) => {
  test.setTimeout(120_000);
  const created = await ada.context.request.post(`${server.url}/api/v1/sessions`, {
    data: { kind: 'paired', format: 'peer-swap-10', role: 'candidate', questions: [{ prompt: 'What is a mutex?' }, { prompt: 'What is a queue?' }] },
  });
  const { id } = (await created.json()) as Session;
  await ada.page.goto(`${server.url}/sessions/${id}`);
  await ben.page.goto(await ada.page.getByLabel('Invite link').inputValue());
  await ben.page.getByLabel('Your name').fill('Ben');
  await ben.page.getByRole('button', { name: 'Join' }).click();
  for (const person of [ada, ben]) {
    await person.page.getByLabel('I am wearing headphones').check();
    await person.page.getByRole('button', { name: 'I agree to the recording' }).click();
  }
  await ada.page.getByRole('button', { name: 'Start the session' }).click();
  await expect(ada.page.getByText('Recording you')).toBeVisible();
  await expect(ada.page.getByText('What is a mutex?')).toBeVisible();
  await ada.page.waitForTimeout(7000);
  for (const stage of ['First feedback', 'Second interview']) {
    await ada.page.getByRole('button', { name: 'Finish this stage' }).click();
    await expect(ada.page.getByRole('heading', { name: stage })).toBeVisible();
  }
  await expect(ben.page.getByText('Recording you')).toBeVisible();
  await expect(ada.page.getByText('Recording Ben')).toBeVisible();
  await expect(ben.page.getByText('What is a queue?')).toBeVisible();
  await ben.page.waitForTimeout(7000);
  await ben.page.getByRole('button', { name: 'End the session' }).click();
  await ben.page.getByRole('dialog').getByRole('button', { name: 'End the session' }).click();
  for (const [person, voice, question] of [
    [ada, voiceOfAda, 'What is a mutex?'],
    [ben, voiceOfBen, 'What is a queue?'],
  ] as const) {
    await person.page.waitForURL(/\/clips\//);
    const clip = await readyClip(person.context.request, server.url, person.page.url().split('/').at(-1) ?? '');
    expect(clip.question.prompt).toBe(question);
    await expectVoice(person.context.request, server.url, clip, voice, info);
  }
});

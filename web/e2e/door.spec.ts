import { expect, test } from '@playwright/test';
import { clipsOf } from './support/api.ts';
import { arrive, signIn, type Person } from './support/people.ts';
import { Server } from './support/server.ts';
import { speak } from './support/voice.ts';
import type { Session } from '../ui/api/schema.d.ts';

let server: Server;
/** The host; interviews. */
let ada: Person;
/** The candidate; a guest. */
let ben: Person;
/** Wants to listen. */
let eve: Person;

test.beforeAll(async () => {
  server = await Server.start();
  [ada, ben, eve] = await Promise.all([arrive(speak('host', 'Tell me. ')), arrive(speak('guest', 'I think. ')), arrive(speak('eve', 'Hello. '))]);
  await signIn(ada, server, 'Ada');
});

test.afterAll(async () => {
  for (const person of [ada, ben, eve]) await person.browser.close();
  await server.dispose();
});

/** A session that Ada hosts as the interviewer, opened in her browser. */
async function host(format = 'domain-knowledge'): Promise<string> {
  const created = await ada.context.request.post(`${server.url}/api/v1/sessions`, {
    data: { kind: 'paired', format, role: 'interviewer', questions: [{ prompt: 'What is a lock?' }] },
  });
  const { id } = (await created.json()) as Session;
  await ada.page.goto(`${server.url}/sessions/${id}`);
  return id;
}

async function join(person: Person, link: string, name: string, button = 'Join'): Promise<void> {
  await person.page.goto(link);
  await person.page.getByLabel('Your name').fill(name);
  await person.page.getByRole('button', { name: button }).click();
}

/** Makes a link for observers, who knock. */
async function observersLink(): Promise<string> {
  await ada.page.getByText(/^(Other invites|Invite somebody)$/).click();
  const before = await ada.page.getByLabel('Invite link').inputValue().catch(() => '');
  await ada.page.getByLabel('Lets in').selectOption('observer');
  await ada.page.getByRole('button', { name: 'Make the link' }).click();
  const link = ada.page.getByLabel('Invite link');
  await expect(link).not.toHaveValue(before);
  return link.inputValue();
}

test('a link is for one, its token is in no address, and who is not let in sees nothing', async () => {
  const id = await host();
  const link = await ada.page.getByLabel('Invite link').inputValue();
  expect(new URL(link).pathname).toBe('/join');
  const requests: string[] = [];
  ben.page.on('request', (request) => requests.push(`${request.url()} ${request.headers()['referer'] ?? ''}`));
  await join(ben, link, 'Ben');
  await expect(ben.page).toHaveURL(/\/sessions\//);
  const token = new URL(link).hash.slice(1);
  expect(requests.filter((line) => line.replace(link, '').includes(token))).toEqual([]);
  expect(server.log.join('')).not.toContain(token);

  // A second browser with the same link is told what everybody is.
  await eve.page.goto(link);
  await expect(eve.page).toHaveURL(`${server.url}/join`);
  await expect(eve.page.getByText('It is not open (any more).')).toBeVisible();
  await expect(eve.page.getByText('Ada')).toBeHidden();

  // Swapping there and back shows the guest no question.
  for (const now of ['interviewer', 'candidate']) {
    await ben.page.getByRole('button', { name: 'Swap roles' }).click();
    await expect(ben.page.getByRole('listitem').filter({ hasText: '(you)' })).toContainText(now);
    await expect(ben.page.getByText('What is a lock?')).toBeHidden();
    await expect(ben.page.getByText(/You will see the question/)).toBeVisible();
  }

  // Who knocks waits, over a reload and a restart of the page, until the host decides.
  const observers = await observersLink();
  await join(eve, observers, 'Eve', 'Ask to come in');
  await expect(eve.page.getByRole('heading', { name: 'You have knocked' })).toBeVisible();
  await expect(eve.page.getByText('Ben')).toBeHidden();
  await expect(ben.page.getByText('would like to come in')).toBeHidden();
  await eve.page.reload();
  await expect(eve.page.getByText('Your place is kept')).toBeVisible();
  await expect(ada.page.getByText('Eve would like to come in, to listen.')).toBeVisible();
  await ada.page.getByRole('button', { name: 'Let in Eve' }).click();
  await expect(eve.page.getByRole('heading', { name: 'Getting ready' })).toBeVisible();
  await expect(eve.page.getByText('What is a lock?')).toBeHidden();

  // Who is taken out is told so, and the link does not let them in again.
  await ada.page.getByRole('button', { name: 'Take out Eve' }).click();
  await ada.page.getByRole('dialog').getByRole('button', { name: 'Take out', exact: true }).click();
  await expect(eve.page.getByText(/The host has/)).toBeVisible();
  await eve.page.goto(`${server.url}/sessions/${id}`);
  await expect(eve.page.getByRole('heading', { name: 'You are not in this session any more' })).toBeVisible();
  await eve.page.goto(observers);
  await expect(eve.page.getByRole('heading', { name: 'You can’t come in by this link' })).toBeVisible();
  expect([...ada.complaints, ...ben.complaints, ...eve.complaints]).toEqual([]);
});

test('nobody blocks the start by not agreeing, and is heard once they do', async () => {
  await host();
  await ada.page.getByRole('button', { name: 'Swap roles' }).waitFor({ state: 'hidden' });
  await join(ben, await ada.page.getByLabel('Invite link').inputValue(), 'Ben');
  await expect(ben.page).toHaveURL(/\/sessions\//);
  await ada.page.getByRole('button', { name: 'Swap roles' }).click(); // Ada is the candidate now
  await ada.page.getByLabel('I am wearing headphones').check();
  await ada.page.getByRole('button', { name: 'I agree to the recording' }).click();
  await expect(ada.page.getByText('Ben has yet to agree to the recording.')).toBeVisible();
  await ada.page.getByRole('button', { name: 'Start without Ben' }).click();
  await ada.page.getByRole('dialog').getByRole('button', { name: 'Start without Ben' }).click();
  await expect(ada.page.getByText('Recording you')).toBeVisible();
  await expect(ada.page.getByText('Listens, and is not heard')).toBeVisible();
  await expect(ben.page.getByText('You are listening. Nobody hears you.')).toBeVisible();
  await ben.page.getByRole('button', { name: 'I agree to the recording' }).click();
  await expect(ada.page.getByText('Listens, and is not heard')).toBeHidden();
  await expect(ben.page.getByText('Nobody hears you.')).toBeHidden();

  // The host takes Ben out; the session goes on for the one who speaks.
  await ada.page.getByRole('button', { name: 'Take out Ben' }).click();
  await ada.page.getByRole('dialog').getByRole('button', { name: 'Take out', exact: true }).click();
  await expect(ben.page.getByText(/The host has/)).toBeVisible();
  await expect(ada.page.getByText('Recording you')).toBeVisible();
  await ada.page.getByRole('button', { name: 'End the session' }).click();
  await ada.page.getByRole('dialog').getByRole('button', { name: 'End the session' }).click();
  await ada.page.waitForURL(/\/clips\//);
  expect(await clipsOf(ben.context.request, server.url)).toEqual([]);
});

import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { readyClip } from './support/api.ts';
import { arrive, signIn, type Person } from './support/people.ts';
import { Server } from './support/server.ts';
import { candidateText, speak } from './support/voice.ts';
import type { Invite, Session } from '../ui/api/schema.d.ts';

let server: Server;
let ada: Person;
let question: { id: string | undefined };
let clipId = '';
let liveId = '';
let pairedId = '';
let invitePath = '';
/** Waits at the door of the paired session, beside a candidate who is in. */
let knocker: BrowserContext;

/** Where screenshots go, for a person to look at; nowhere unless asked. */
const shots = process.env['PRACTICE_SCREENSHOTS'];

async function create(body: object): Promise<string> {
  const response = await ada.context.request.post(`${server.url}/api/v1/sessions`, { data: body });
  return ((await response.json()) as Session).id;
}

test.beforeAll(async () => {
  server = await Server.start();
  ada = await arrive(speak('candidate', `${candidateText} `.repeat(4)));
  await signIn(ada, server, 'Ada Lovelace');
  const bank = (await (await ada.context.request.get(`${server.url}/api/v1/questions?domain=networking`)).json()) as { questions: { id: string }[] };
  question = { id: bank.questions[0]?.id };
  const { page } = ada;
  await page.goto(`${server.url}/sessions/${await create({ kind: 'solo', format: 'quick-answer', role: 'candidate', questions: [question] })}`);
  await page.getByRole('button', { name: 'Start recording' }).click();
  await expect(page.getByText('Recording you')).toBeVisible();
  await page.waitForTimeout(6000);
  await page.getByRole('button', { name: 'Stop and listen' }).click();
  await page.waitForURL(/\/clips\//);
  clipId = page.url().split('/').at(-1) ?? '';
  await readyClip(ada.context.request, server.url, clipId);

  pairedId = await create({ kind: 'paired', format: 'peer-swap-10', role: 'interviewer', questions: [question, { prompt: 'Why?' }] });
  await (await invited({}, 'Zoë')).close();
  knocker = await invited({ role: 'observer' }, 'Eve');
  const { pathname, hash } = new URL(await invite({ role: 'observer' }));
  invitePath = pathname + hash;
});

/** A session that runs, until the page goes elsewhere: that ends it. */
async function live(): Promise<void> {
  const { page } = ada;
  liveId = await create({ kind: 'solo', format: 'system-design-45', role: 'candidate', questions: [question] });
  await page.goto(`${server.url}/sessions/${liveId}`);
  await page.getByRole('button', { name: 'Start recording' }).click();
  await expect(page.getByText('Recording you')).toBeVisible();
}

async function invite(wanted: object): Promise<string> {
  const made = await ada.context.request.post(`${server.url}/api/v1/sessions/${pairedId}/invites`, { data: wanted });
  return ((await made.json()) as Invite).url ?? '';
}

/** A browser in which somebody has used an invite. */
async function invited(wanted: object, name: string): Promise<BrowserContext> {
  const context = await ada.browser.newContext();
  await context.request.post(`${server.url}/api/v1/invites/accept`, { data: { token: (await invite(wanted)).split('#').at(-1), name } });
  return context;
}

test.afterAll(async () => {
  await ada.browser.close();
  await server.dispose();
});

const pages: readonly { name: string; path: () => string; heading: RegExp; nobody?: boolean; knocks?: boolean }[] = [
  { name: 'welcome', path: () => '/', heading: /./, nobody: true },
  { name: 'sign-in', path: () => '/sign-in', heading: /Sign in/, nobody: true },
  { name: 'sign-in-failed', path: () => '/sign-in#token=WRONG', heading: /not signed in/, nobody: true },
  { name: 'invite', path: () => invitePath, heading: /Ada Lovelace invites you/, nobody: true },
  { name: 'invite-wrong', path: () => '/join#wrong', heading: /does not work/, nobody: true },
  { name: 'knocked', path: () => `/sessions/${pairedId}`, heading: /You have knocked/, knocks: true },
  { name: 'home', path: () => '/', heading: /Ada/ },
  { name: 'new', path: () => '/new?kind=solo', heading: /Practise/ },
  { name: 'new-paired', path: () => '/new?kind=paired', heading: /Practise/ },
  { name: 'lobby-paired', path: () => `/sessions/${pairedId}`, heading: /Getting ready/ },
  { name: 'live', path: () => `/sessions/${liveId}`, heading: /Clarify requirements/ },
  { name: 'no-session', path: () => '/sessions/none', heading: /can’t be opened/ },
  { name: 'clip', path: () => `/clips/${clipId}`, heading: /./ },
  { name: 'no-clip', path: () => '/clips/none', heading: /./ },
  { name: 'clips', path: () => '/clips', heading: /clips/i },
  { name: 'account', path: () => '/account', heading: /Your account/ },
  { name: 'not-found', path: () => '/nowhere', heading: /./ },
];

for (const scheme of ['light', 'dark'] as const) {
  for (const width of [360, 1440]) {
    test(`every page in ${scheme} at ${width} px: axe finds nothing, nothing scrolls sideways`, async () => {
      const nobody = await ada.browser.newContext({ colorScheme: scheme, viewport: { width, height: 800 }, reducedMotion: 'reduce' });
      const stranger = await nobody.newPage();
      const outside = await knocker.newPage();
      const { page } = ada;
      for (const one of [page, outside]) {
        await one.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
        await one.setViewportSize({ width, height: 800 });
      }
      page.on('dialog', (dialog) => void dialog.accept().catch(() => {}));
      for (const one of pages) {
        if (one.name === 'live') await live();
        await test.step(one.name, () => look(one.nobody ? stranger : one.knocks ? outside : page, one, `${scheme}-${width}`));
      }
      await nobody.close();
      await outside.close();
    });
  }
}

// Which of the microphones hears best, the level says.
test('the level stays in sight while another microphone is chosen, on a phone too', async () => {
  const { page } = ada;
  await page.setViewportSize({ width: 360, height: 800 });
  await live();
  await page.getByText('Another microphone', { exact: true }).click();
  const choice = await page.getByLabel('Microphone', { exact: true }).boundingBox();
  const level = await page.locator('.level').boundingBox();
  expect(choice?.width).toBeGreaterThan(200);
  expect(level?.width).toBeGreaterThan(200);
  expect((level?.y ?? 0) + (level?.height ?? 0)).toBeLessThanOrEqual(choice?.y ?? 0);
});

async function look(page: Page, one: (typeof pages)[number], variant: string): Promise<void> {
  // Another fragment alone would not load the page anew.
  await page.goto('about:blank');
  await page.addInitScript(() => {
    const refused: string[] = [];
    Object.assign(window, { refused });
    document.addEventListener('securitypolicyviolation', (event) => refused.push(`${event.violatedDirective}: ${event.sample || event.blockedURI}`));
  });
  await page.goto(`${server.url}${one.path()}`);
  await expect(page.getByRole('heading', { level: 1, name: one.heading })).toBeVisible();
  await page.waitForLoadState('networkidle').catch(() => {});
  if (shots !== undefined) await page.screenshot({ path: `${shots}/${one.name}-${variant}.png`, fullPage: true });
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(sideways, `${one.name} ${variant}: pixels beyond the edge`).toBeLessThanOrEqual(0);
  const refused = await page.evaluate(() => (window as unknown as { refused: string[] }).refused);
  expect(refused, `${one.name} ${variant}: what the content policy refuses`).toEqual([]);
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`);
  expect(found, `${one.name} ${variant}`).toEqual([]);
}

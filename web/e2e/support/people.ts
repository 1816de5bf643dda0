import { expect, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { launch } from './browser.ts';
import type { Server } from './server.ts';

/** Somebody with a browser of their own, whose microphone hears one voice. */
export interface Person {
  readonly browser: Browser;
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the browser complained about. */
  readonly complaints: string[];
}

/** Opens a browser for somebody who speaks with the voice of a WAV file. */
export async function arrive(voice: string): Promise<Person> {
  const browser = await launch(voice);
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  await context.grantPermissions(['microphone']);
  await context.addInitScript(keepConnections);
  const complaints: string[] = [];
  context.on('page', (page) => {
    page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' && !expected(message.text())) complaints.push(`${page.url()}: ${message.text()}`);
    });
  });
  return { browser, context, page: await context.newPage(), complaints };
}

/** The browser logs each answer of 400 and more; those that a test provokes are not complaints. */
function expected(text: string): boolean {
  return /status of (401|403|404|409|410|415|422)/.test(text);
}

/** Signs somebody in by the link that the start left, and gives them a name. */
export async function signIn(person: Person, server: Server, name: string): Promise<void> {
  await person.page.goto(server.signInLink());
  await person.page.getByLabel('Your name').fill(name);
  await person.page.keyboard.press('Enter');
  await expect(person.page).toHaveURL(`${server.url}/`);
}

/** Makes every peer connection and every microphone of a page reachable for a test that wants to know what goes through them. */
function keepConnections(): void {
  const kept: RTCPeerConnection[] = [];
  const microphones: MediaStreamTrack[] = [];
  Object.assign(window, { connections: kept, microphones });
  const { mediaDevices } = navigator as { mediaDevices?: MediaDevices };
  const open = mediaDevices?.getUserMedia.bind(mediaDevices);
  if (mediaDevices && open) {
    mediaDevices.getUserMedia = async (wish) => {
      const stream = await open(wish);
      microphones.push(...stream.getTracks());
      return stream;
    };
  }
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      kept.push(this);
    }
  };
}

/** Where a page's own voice can still go: its microphones that are open, and its connections that are. */
export function outlets(page: Page): Promise<{ readonly microphones: number; readonly connections: number }> {
  return page.evaluate(() => {
    const { connections, microphones } = window as unknown as { connections: RTCPeerConnection[]; microphones: MediaStreamTrack[] };
    return {
      microphones: microphones.filter(({ readyState }) => readyState === 'live').length,
      connections: connections.filter(({ connectionState }) => connectionState !== 'closed').length,
    };
  });
}

/** A copy of a voice that a browser holds. */
export interface HeldCopy {
  readonly clip: string;
  readonly owner: string;
  readonly size: number;
}

/** The copies that a page's browser holds. */
export function heldCopies(page: Page): Promise<readonly HeldCopy[]> {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('no database'));
      });
    const db = await done(indexedDB.open('practice-copies'));
    try {
      return (await done(db.transaction('copies').objectStore('copies').getAll())) as HeldCopy[];
    } finally {
      db.close();
    }
  });
}

/** Records for some milliseconds what a page hears of the others, as a WebM file's bytes. */
export async function hear(page: Page, ms: number): Promise<Buffer> {
  const base64 = await page.evaluate(async (ms) => {
    const { connections } = window as unknown as { connections: RTCPeerConnection[] };
    const connection = connections.at(-1);
    if (!connection) throw new Error('the page has no connection');
    const context = new AudioContext();
    const mix = context.createMediaStreamDestination();
    for (const receiver of connection.getReceivers()) context.createMediaStreamSource(new MediaStream([receiver.track])).connect(mix);
    const recorder = new MediaRecorder(mix.stream, { audioBitsPerSecond: 128_000 });
    const parts: Blob[] = [];
    recorder.addEventListener('dataavailable', (event) => parts.push(event.data));
    const stopped = new Promise((done) => recorder.addEventListener('stop', done));
    recorder.start();
    setTimeout(() => recorder.stop(), ms);
    await stopped;
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  }, ms);
  return Buffer.from(base64, 'base64');
}

import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { Failure } from '../api/failure';
import { Sender, type BackfillServer } from './sender';
import { CopyStore } from './store';

type State = Awaited<ReturnType<BackfillServer['clip']>>;

/** A server that says what it is told to, and remembers what it was sent. */
class FakeServer implements BackfillServer {
  state: State = { state: 'recording', wanted: [], completing: false };
  failure: Failure | undefined;
  signedIn = 'ada';
  readonly asked: string[] = [];
  readonly sent: { at_ms: number; bytes: number }[] = [];
  ended = 0;
  whole: boolean | undefined;

  me(): Promise<string> {
    return this.signedIn === '' ? Promise.reject(new Failure(401, 'nobody')) : Promise.resolve(this.signedIn);
  }

  clip(id: string): Promise<State> {
    this.asked.push(`${this.signedIn} ${id}`);
    return this.failure ? Promise.reject(this.failure) : Promise.resolve(this.state);
  }

  send(_id: string, at_ms: number, body: Uint8Array): Promise<void> {
    this.sent.push({ at_ms, bytes: body.length });
    return Promise.resolve();
  }

  end(_id: string, whole: boolean): Promise<void> {
    this.ended++;
    this.whole = whole;
    return Promise.resolve();
  }
}

let store: CopyStore;
let server: FakeServer;
let sender: Sender;
let now_ms = 0;
let number = 0;

beforeEach(async () => {
  store = await CopyStore.open(`sender-${number++}`);
  server = new FakeServer();
  now_ms = 100_000;
  sender = new Sender(store, server, () => now_ms);
});

/** Seconds of a run, from a position on. */
async function keep(run: number, from: number, seconds: number, at_ms = 0, owner = 'ada'): Promise<void> {
  await store.begin({ clip: 'clip', owner, session: 'session' }, now_ms);
  for (let index = from; index < from + seconds; index++) {
    const packet = Uint8Array.of(30 << 3, 0xff, 0xfe);
    await store.keep(
      {
        clip: 'clip',
        run,
        index,
        at_ms: at_ms + index * 1000,
        duration_ms: 1000,
        bytes: new Uint8Array(Array.from({ length: 100 }, () => [...packet]).flat()),
        lengths: Array.from({ length: 100 }, () => packet.length),
      },
      now_ms,
    );
  }
}

test('while it is recorded, what is wanted is sent once', async () => {
  await keep(0, 0, 20);
  server.state = { state: 'recording', wanted: [{ at_ms: 10_000, duration_ms: 1000 }], completing: false };
  await sender.round();
  await sender.round();
  expect(server.sent.map(({ at_ms }) => at_ms)).toEqual([7000]);
  expect(server.ended).toBe(0);
});

test('while the recording goes on, what is wanted is sent once, with what follows it', async () => {
  await keep(0, 0, 12);
  server.state = { state: 'recording', wanted: [{ at_ms: 10_000, duration_ms: 5000 }], completing: false };
  await sender.round();
  expect(server.sent).toHaveLength(0);
  await keep(0, 12, 8);
  await sender.round();
  await sender.round();
  expect(server.sent).toHaveLength(1);
});

test('what is still wanted is sent again when there is more of it', async () => {
  await keep(0, 0, 12);
  await store.end('clip', now_ms, 10_000);
  server.state = { state: 'storing', wanted: [{ at_ms: 10_000, duration_ms: 5000 }], completing: true };
  await sender.round();
  await keep(0, 12, 8);
  await store.end('clip', now_ms, 10_000);
  await sender.round();
  expect(server.sent).toHaveLength(2);
});

test('after the end the rest is sent, the server is told, and the copy goes when the clip is there', async () => {
  await keep(0, 0, 10);
  await store.end('clip', now_ms, 10_000);
  server.state = { state: 'storing', wanted: [{ at_ms: 2000, duration_ms: 500 }], completing: true };
  expect(await sender.round()).toBe(true);
  expect(server.sent).toHaveLength(1);
  expect(server.ended).toBe(1);
  server.state = { state: 'ready', wanted: [], completing: true };
  expect(await sender.round()).toBe(true);
  server.state = { state: 'ready', wanted: [], completing: false };
  expect(await sender.round()).toBe(false);
  expect(server.ended).toBe(1);
});

test('the server is told whether the copy goes on to the end of the recording', async () => {
  server.state = { state: 'ready', wanted: [], completing: false };
  await keep(0, 0, 10);
  now_ms += 9000; // its tab has died
  await sender.round();
  expect(server.whole).toBe(false);
  for (const [stopped_ms, whole] of [
    [10_200, true],
    [14_000, false],
  ] as const) {
    await keep(0, 0, 10);
    await store.end('clip', now_ms, stopped_ms);
    await new Sender(store, server, () => now_ms).round();
    expect(server.whole).toBe(whole);
  }
});

test('a page that still writes is waited for, one that died is not', async () => {
  await keep(0, 0, 10);
  server.state = { state: 'ready', wanted: [{ at_ms: 9000, duration_ms: 3_600_000 }], completing: false };
  await sender.round();
  expect(server.sent).toEqual([]);
  now_ms += 9000;
  await sender.round();
  expect(server.sent).toHaveLength(1);
});

test('a clip that is gone takes its copy with it; a server that is away does not', async () => {
  await keep(0, 0, 3);
  server.failure = new Failure(0, 'unreachable');
  await expect(sender.round()).rejects.toThrow('unreachable');
  expect(await store.copies()).toHaveLength(1);
  server.failure = new Failure(404, 'gone');
  now_ms += 10 * 60_000;
  expect(await sender.round()).toBe(false);
  expect(await store.copies()).toEqual([]);
});

test('the clip of a recording that has just begun may not be known yet, and its copy stays', async () => {
  await keep(0, 0, 3);
  server.failure = new Failure(404, 'not yet');
  expect(await sender.round()).toBe(true);
  now_ms += 60_000;
  expect(await sender.round()).toBe(true);
  expect(await store.places('clip')).toHaveLength(3);
});

test('another person’s clip is not gone: its copy waits until they are back, and is sent then', async () => {
  await keep(0, 0, 10);
  await store.end('clip', now_ms, 10_000);
  server.failure = new Failure(404, 'no such clip');
  server.signedIn = 'ben';
  expect(await sender.round()).toBe(false);
  expect(server.asked).toEqual([]);
  expect(await store.places('clip')).toHaveLength(10);
  server.failure = undefined;
  server.state = { state: 'ready', wanted: [{ at_ms: 2000, duration_ms: 500 }], completing: false };
  server.signedIn = 'ada';
  expect(await sender.round()).toBe(true);
  expect(server.sent).toHaveLength(1);
});

test('a copy is not taken for one of a deleted clip when somebody else signs in meanwhile', async () => {
  await keep(0, 0, 3);
  const { clip } = server;
  server.clip = (id) => {
    server.signedIn = 'ben';
    server.failure = new Failure(404, 'no such clip');
    return clip.call(server, id);
  };
  now_ms += 10 * 60_000;
  await sender.round();
  expect(await store.copies()).toHaveLength(1);
});

test('nobody who is signed in takes nothing away', async () => {
  await keep(0, 0, 3);
  server.signedIn = '';
  await expect(sender.round()).rejects.toThrow('nobody');
  expect(await store.copies()).toHaveLength(1);
});

test('a copy without an owner is offered to each once, becomes the clip’s owner’s, and is never deleted for a refusal', async () => {
  await keep(0, 0, 10, 0, '');
  await store.end('clip', now_ms, 10_000);
  server.signedIn = 'ben';
  server.failure = new Failure(404, 'no such clip');
  expect(await sender.round()).toBe(false);
  expect(await sender.round()).toBe(false);
  server.failure = new Failure(403, 'not yours');
  server.signedIn = 'eve';
  expect(await sender.round()).toBe(false);
  expect(server.asked).toEqual(['ben clip', 'eve clip']);
  expect(await store.places('clip')).toHaveLength(10);
  server.failure = undefined;
  server.state = { state: 'ready', wanted: [{ at_ms: 2000, duration_ms: 500 }], completing: false };
  server.signedIn = 'ada';
  expect(await sender.round()).toBe(true);
  expect(server.sent).toHaveLength(1);
  expect(await store.copy('clip')).toMatchObject({ owner: 'ada' });
});

test('a copy that is too old goes, whoever is signed in', async () => {
  await keep(0, 0, 3);
  now_ms += 31 * 24 * 3600 * 1000;
  server.signedIn = 'ben';
  expect(await sender.round()).toBe(false);
  expect(await store.copies()).toEqual([]);
});

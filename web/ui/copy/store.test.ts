import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { beforeEach, expect, test } from 'vitest';
import { CopyStore, type Chunk } from './store';

const day_ms = 24 * 3600 * 1000;
let store: CopyStore;
let number = 0;

beforeEach(async () => {
  store = await CopyStore.open(`copies-${number++}`);
});

function begin(clip: string, now_ms = 0, owner = 'ada'): Promise<void> {
  return store.begin({ clip, owner, session: `session of ${clip}` }, now_ms);
}

function chunk(clip: string, run: number, index: number, size = 3): Chunk {
  return { clip, run, index, at_ms: index * 1000, duration_ms: 1000, bytes: new Uint8Array(size), lengths: [size] };
}

test('what is kept comes back in order, by runs', async () => {
  await begin('a');
  await begin('b');
  for (const [run, index] of [
    [0, 1],
    [1, 0],
    [0, 0],
  ] as const) {
    await store.keep(chunk('a', run, index), 0);
  }
  await store.keep(chunk('b', 0, 0), 0);
  expect((await store.chunks('a', 0, 0, 5)).map(({ index }) => index)).toEqual([0, 1]);
  expect((await store.places('a')).map(({ run, index }) => [run, index])).toEqual([
    [0, 0],
    [0, 1],
    [1, 0],
  ]);
  expect(await store.nextRun('a')).toBe(2);
  expect(await store.nextRun('unknown')).toBe(0);
});

test('a copy that is removed leaves nothing, and nothing else goes with it', async () => {
  await begin('a');
  await begin('ab');
  await store.keep(chunk('a', 0, 0), 0);
  await store.keep(chunk('ab', 0, 0), 0);
  await store.remove('a');
  expect((await store.copies()).map(({ clip }) => clip)).toEqual(['ab']);
  expect(await store.places('a')).toEqual([]);
  expect(await store.places('ab')).toHaveLength(1);
});

test('the oldest copies go when there are too many bytes, never the one that is written', async () => {
  const large = 24 << 20;
  for (const [i, clip] of ['old', 'newer', 'now'].entries()) {
    await begin(clip, i + 1);
    await store.keep(chunk(clip, 0, 0, large), i + 1);
  }
  expect((await store.copies()).map(({ clip }) => clip).sort()).toEqual(['newer', 'now']);
  await store.keep(chunk('now', 0, 1, large), 4);
  expect((await store.copies()).map(({ clip }) => clip)).toEqual(['now']);
  await expect(store.keep(chunk('now', 0, 2, large), 5)).rejects.toThrow(/larger/);
});

test('what somebody else keeps here is never let go of for it', async () => {
  const large = 40 << 20;
  await begin('of ben', 1, 'ben');
  await store.keep(chunk('of ben', 0, 0, large), 1);
  await begin('now', 2);
  await store.keep(chunk('now', 0, 0, large), 2);
  expect((await store.copies()).map(({ clip }) => clip).sort()).toEqual(['now', 'of ben']);
});

test('a copy goes after thirty days, without another recording', async () => {
  await begin('old', 0);
  await store.keep(chunk('old', 0, 0), 0);
  await begin('newer', day_ms);
  await store.expire(30 * day_ms - 1);
  expect(await store.copies()).toHaveLength(2);
  await store.expire(30 * day_ms);
  expect((await store.copies()).map(({ clip }) => clip)).toEqual(['newer']);
  expect(await store.places('old')).toEqual([]);
});

test('a copy is open while it is written', async () => {
  await begin('a', 5);
  expect(await store.copy('a')).toMatchObject({ open: true, touched_ms: 5, owner: 'ada', session: 'session of a' });
  await store.keep(chunk('a', 0, 0), 6);
  await store.end('a', 7, 1);
  expect(await store.copy('a')).toMatchObject({ open: false, touched_ms: 7, size: 3 });
  await begin('a', 8);
  expect(await store.copy('a')).toMatchObject({ open: true, begun_ms: 5, size: 3 });
  await store.end('unknown', 8, 1);
  expect(await store.copy('unknown')).toBeUndefined();
});

test('nothing is kept any more of a copy that was removed', async () => {
  await begin('a');
  await store.remove('a');
  await expect(store.keep(chunk('a', 0, 1), 1)).rejects.toThrow(/removed/);
  expect(await store.places('a')).toEqual([]);
});

test('what was written before copies had owners is nobody’s yet, and whole', async () => {
  const name = `before-${number++}`;
  const old = await openDB(name, 1, {
    upgrade(db) {
      db.createObjectStore('copies', { keyPath: 'clip' });
      db.createObjectStore('chunks', { keyPath: ['clip', 'run', 'index'] });
    },
  });
  await old.put('copies', { clip: 'a', open: true, touched_ms: 4, begun_ms: 3, size: 3 });
  await old.put('chunks', chunk('a', 0, 0));
  old.close();
  store = await CopyStore.open(name);
  expect(await store.copies()).toEqual([{ clip: 'a', owner: '', session: '', open: true, touched_ms: 4, begun_ms: 3, size: 3 }]);
  expect(await store.chunks('a', 0, 0, 1)).toEqual([chunk('a', 0, 0)]);
  await store.adopt('a', 'ada');
  expect(await store.copy('a')).toMatchObject({ owner: 'ada', begun_ms: 3 });
});

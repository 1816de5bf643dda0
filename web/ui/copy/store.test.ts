import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { CopyStore, type Chunk } from './store';

const day_ms = 24 * 3600 * 1000;
let store: CopyStore;
let number = 0;

beforeEach(async () => {
  store = await CopyStore.open(`copies-${number++}`);
});

function chunk(clip: string, run: number, index: number, size = 3): Chunk {
  return { clip, run, index, at_ms: index * 1000, duration_ms: 1000, bytes: new Uint8Array(size), lengths: [size] };
}

test('what is kept comes back in order, by runs', async () => {
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
  await store.keep(chunk('a', 0, 0), 0);
  await store.keep(chunk('ab', 0, 0), 0);
  await store.remove('a');
  expect((await store.copies()).map(({ clip }) => clip)).toEqual(['ab']);
  expect(await store.places('a')).toEqual([]);
  expect(await store.places('ab')).toHaveLength(1);
});

test('the oldest copies go when there are too many bytes, never the one that is written', async () => {
  const large = 24 << 20;
  await store.keep(chunk('old', 0, 0, large), 1);
  await store.keep(chunk('newer', 0, 0, large), 2);
  await store.keep(chunk('now', 0, 0, large), 3);
  expect((await store.copies()).map(({ clip }) => clip).sort()).toEqual(['newer', 'now']);
  await store.keep(chunk('now', 0, 1, large), 4);
  expect((await store.copies()).map(({ clip }) => clip)).toEqual(['now']);
  await expect(store.keep(chunk('now', 0, 2, large), 5)).rejects.toThrow(/larger/);
});

test('a copy goes after thirty days', async () => {
  await store.keep(chunk('old', 0, 0), 0);
  await store.keep(chunk('now', 0, 0), 31 * day_ms);
  expect((await store.copies()).map(({ clip }) => clip)).toEqual(['now']);
});

test('a copy is open while it is written', async () => {
  await store.mark('a', true, 5);
  expect(await store.copy('a')).toMatchObject({ open: true, touched_ms: 5 });
  await store.keep(chunk('a', 0, 0), 6);
  await store.mark('a', false, 7);
  expect(await store.copy('a')).toMatchObject({ open: false, touched_ms: 7, size: 3 });
  await store.mark('unknown', false, 8);
  expect(await store.copy('unknown')).toBeUndefined();
});

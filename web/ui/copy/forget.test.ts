import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { forgetClip, forgetSession, forgetUser } from './forget';
import { handOverCopies } from './handOver';
import { CopyStore } from './store';

let store: CopyStore;

beforeEach(async () => {
  store = await CopyStore.open();
  for (const [clip, owner, session] of [
    ['first', 'ada', 'one'],
    ['second', 'ada', 'two'],
    ['third', 'ben', 'two'],
    ['old', '', ''],
  ] as const) {
    await store.begin({ clip, owner, session }, 0);
    await store.keep({ clip, run: 0, index: 0, at_ms: 0, duration_ms: 1000, bytes: new Uint8Array(3), lengths: [3] }, 0);
  }
});

async function left(): Promise<string[]> {
  const clips = (await store.copies()).map(({ clip }) => clip).sort();
  for (const clip of ['first', 'second', 'third', 'old']) expect(await store.places(clip)).toHaveLength(clips.includes(clip) ? 1 : 0);
  return clips;
}

test('the copy of a clip, those of a session, those of a person are removed with their sound, and no others', async () => {
  await forgetClip('first');
  expect(await left()).toEqual(['old', 'second', 'third']);
  await forgetSession('two', ['old']);
  expect(await left()).toEqual([]);
});

test('all copies of a person go', async () => {
  await forgetUser('ada');
  expect(await left()).toEqual(['old', 'third']);
});

test('a guest who becomes a user takes the copies along', async () => {
  await handOverCopies('', 'eve');
  await handOverCopies('ada', 'eve');
  expect((await store.copies()).map(({ owner }) => owner).sort()).toEqual(['', 'ben', 'eve', 'eve']);
});

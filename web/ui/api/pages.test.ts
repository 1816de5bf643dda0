import { expect, it } from 'vitest';
import { everyPage } from './pages';

it('reads a list to its end, each page behind the one before', async () => {
  const pages: Record<string, { items: number[]; next?: string }> = {
    start: { items: [1, 2], next: 'a' },
    a: { items: [], next: 'b' },
    b: { items: [3], next: '' },
  };
  const asked: (string | undefined)[] = [];
  const all = await everyPage(async (after) => {
    asked.push(after);
    return Promise.resolve(pages[after ?? 'start']!);
  });
  expect(all).toEqual([1, 2, 3]);
  expect(asked).toEqual([undefined, 'a', 'b']);
});

it('fails with the page that failed', async () => {
  await expect(everyPage(async (after) => (after === undefined ? { items: [1], next: 'a' } : Promise.reject(new Error('gone'))))).rejects.toThrow('gone');
});

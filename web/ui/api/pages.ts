/** A part of a list, and where the next one begins; without that it is the last. */
interface ListPage<T> {
  readonly items: readonly T[];
  readonly next?: string | undefined;
}

/** Reads a list to its end, page after page. */
export async function everyPage<T>(load: (after: string | undefined) => Promise<ListPage<T>>): Promise<T[]> {
  const all: T[] = [];
  let after: string | undefined;
  do {
    const { items, next } = await load(after);
    all.push(...items);
    after = next;
  } while (after !== undefined && after !== '');
  return all;
}

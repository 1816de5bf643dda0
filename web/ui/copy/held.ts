import { forgetUser } from './forget';
import { backfillServer, stale_ms } from './sender';
import { CopyStore, type Copy } from './store';

/** What this browser still holds of somebody's voice. */
export interface Held {
  /** Of how many recordings. */
  readonly recordings: number;
  /** One of them is being recorded right now, in some tab. */
  readonly recording: boolean;
}

/** Looks what this browser still holds of a user's voice. A browser without a database holds nothing. */
export async function heldOf(user: string): Promise<Held> {
  const copies = await copiesOf(user);
  return { recordings: copies.length, recording: copies.some(({ open, touched_ms }) => open && Date.now() - touched_ms < stale_ms) };
}

/** Deletes what this browser holds of a user's voice, and lets the server know that nothing more of it comes. */
export async function discardCopies(user: string): Promise<void> {
  const copies = await copiesOf(user);
  await forgetUser(user);
  const server = backfillServer(new AbortController().signal);
  // A server that can't be told waits for a while, and then says that it is missing.
  await Promise.allSettled(copies.map(({ clip }) => server.end(clip, false)));
}

async function copiesOf(user: string): Promise<Copy[]> {
  let store;
  try {
    store = await CopyStore.open();
  } catch {
    return [];
  }
  try {
    return (await store.copies()).filter(({ owner }) => owner === user);
  } finally {
    store.close();
  }
}

import { tellTabs } from './channel';
import { CopyStore, type Copy } from './store';

/** Removes this browser's copy of a clip that was deleted. A browser without a database has none. */
export async function forgetClip(clip: string): Promise<void> {
  await forget((copy) => copy.clip === clip);
}

/**
 * Removes this browser's copies of a session that was deleted. Copies that are
 * too old to know their session are found by the clips it had.
 */
export async function forgetSession(session: string, clips: readonly string[]): Promise<void> {
  await forget((copy) => copy.session === session || clips.includes(copy.clip));
}

/** Removes all copies of a user's voice from this browser. */
export async function forgetUser(user: string): Promise<void> {
  await forget(({ owner }) => owner === user);
}

async function forget(wanted: (copy: Copy) => boolean): Promise<void> {
  let store;
  try {
    store = await CopyStore.open();
  } catch {
    return;
  }
  try {
    await store.removeAll(wanted);
  } finally {
    store.close();
  }
  tellTabs();
}

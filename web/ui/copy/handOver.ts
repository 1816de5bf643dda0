import { tellTabs } from './channel';
import { CopyStore } from './store';

/**
 * After a sign-in: the copies of a guest belong to the user whom the guest has
 * become, as the clips do; an empty guest hands over nothing. Then what the
 * browser holds of that user is sent. A browser without a database has none.
 */
export async function handOverCopies(guest: string, user: string): Promise<void> {
  let store;
  try {
    store = await CopyStore.open();
  } catch {
    return;
  }
  try {
    for (const { clip, owner } of await store.copies()) if (guest !== '' && owner === guest) await store.adopt(clip, user);
  } finally {
    store.close();
  }
  tellTabs();
}

import type { Scope } from '../lib/scope';
import { keepSending } from './sender';
import { CopyStore } from './store';

/**
 * Sends what this browser still holds of earlier recordings, and of those to
 * come. What is too old goes first, whoever is signed in or nobody.
 */
export async function sendCopies(scope: Scope): Promise<void> {
  const store = await CopyStore.open();
  scope.own(() => store.close());
  await store.expire(Date.now());
  keepSending(scope, store);
}

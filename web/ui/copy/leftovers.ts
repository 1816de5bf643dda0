import { background } from '../lib/background';
import type { Scope } from '../lib/scope';
import { copiesChannel } from './channel';
import { copiesHere } from './here';
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
  const look = async (): Promise<void> => {
    copiesHere.value = new Set((await store.copies()).map(({ clip }) => clip));
  };
  const channel = new BroadcastChannel(copiesChannel);
  scope.own(() => channel.close());
  scope.listen(channel, 'message', () => background(look()));
  await look();
  keepSending(scope, store);
}

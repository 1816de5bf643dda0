import { signal } from '@preact/signals';
import { answer, api } from './client';
import { failureOf, type Failure } from './failure';
import type { User } from './schema';

/** Who is signed in: not known yet, nobody, somebody, or why that can't be told. */
export type Me =
  | { readonly state: 'unknown' }
  | { readonly state: 'nobody' }
  | { readonly state: 'known'; readonly user: User }
  | { readonly state: 'failed'; readonly failure: Failure };

/** Who is signed in in this browser. */
export const me = signal<Me>({ state: 'unknown' });

/** How often somebody else has taken the place of who was signed in, by another tab. What is shown then is made anew. */
export const takeovers = signal(0);

/** Asks the server who is signed in. */
export async function loadMe(): Promise<void> {
  try {
    me.value = { state: 'known', user: await answer(api.GET('/me')) };
  } catch (error) {
    const failure = failureOf(error);
    me.value = failure.status === 401 ? { state: 'nobody' } : { state: 'failed', failure };
  }
}

/** Uses a sign-in link up. Returns who is signed in now, and who was before, if anybody. Throws a Failure. */
export async function signIn(token: string): Promise<{ readonly user: User; readonly before: User | undefined }> {
  const before = await answer(api.GET('/me')).catch(() => undefined);
  const user = await answer(api.POST('/sign-in', { body: { token } }));
  me.value = { state: 'known', user };
  tell('changed');
  return { user, before };
}

/** Changes the name that others see. Throws a Failure. */
export async function rename(name: string): Promise<User> {
  const user = await answer(api.PATCH('/me', { body: { name } }));
  me.value = { state: 'known', user };
  return user;
}

/** Tells all tabs of this browser that the person is about to sign out: what they record ends at once, whatever the server answers. */
export function tellLeaving(): void {
  tell('leaving');
}

/** Ends the login of this browser. Throws a Failure. */
export async function signOut(): Promise<void> {
  tellLeaving();
  await answer(api.POST('/sign-out'));
  me.value = { state: 'nobody' };
  tell('changed');
}

/** Deletes the account with everything that is the person's. Other tabs end what they record first. Throws a Failure. */
export async function deleteAccount(): Promise<void> {
  tell('leaving');
  await answer(api.DELETE('/me'));
  me.value = { state: 'nobody' };
  tell('changed');
}

/** Where tabs tell each other that somebody is about to sign out, or that somebody else is signed in. */
const userChannel = 'practice-user';

function tell(what: 'leaving' | 'changed'): void {
  const channel = new BroadcastChannel(userChannel);
  channel.postMessage(what);
  channel.close();
}

function hear(signal: AbortSignal, what: 'leaving' | 'changed', call: () => void): void {
  const channel = new BroadcastChannel(userChannel);
  signal.addEventListener('abort', () => channel.close());
  channel.addEventListener('message', ({ data }) => data === what && call(), { signal });
}

/** Calls when the person is about to sign out, in whichever tab, until the signal aborts. */
export function whenLeaving(signal: AbortSignal, call: () => void): void {
  hear(signal, 'leaving', call);
}

/** Notices, until the signal aborts, when the server no longer knows this browser: a login that ended elsewhere or ran out, or somebody else signed in in another tab. */
export function noticeSignOut(signal: AbortSignal): void {
  api.use({
    onResponse({ response }) {
      if (response.status === 401) me.value = { state: 'nobody' };
    },
  });
  hear(signal, 'changed', () => {
    refresh().catch(() => undefined);
  });
}

/** Asks anew who is signed in. Who was known stays so while the server can't be asked. */
async function refresh(): Promise<void> {
  try {
    const user = await answer(api.GET('/me'));
    const before = me.peek();
    if (before.state === 'known' && before.user.id !== user.id) takeovers.value++;
    me.value = { state: 'known', user };
  } catch (error) {
    if (failureOf(error).status === 401) me.value = { state: 'nobody' };
  }
}

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
  return { user, before };
}

/** Changes the name that others see. Throws a Failure. */
export async function rename(name: string): Promise<User> {
  const user = await answer(api.PATCH('/me', { body: { name } }));
  me.value = { state: 'known', user };
  return user;
}

/** Ends the login of this browser. Throws a Failure. */
export async function signOut(): Promise<void> {
  await answer(api.POST('/sign-out'));
  me.value = { state: 'nobody' };
}

/** Notices when the server no longer knows this browser: a login that ended elsewhere or ran out. */
export function noticeSignOut(): void {
  api.use({
    onResponse({ response }) {
      if (response.status === 401) me.value = { state: 'nobody' };
    },
  });
}

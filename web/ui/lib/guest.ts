import { me } from '../api/me';
import type { User } from '../api/schema';
import { dateOf } from './time';

/** Whether the person is a guest: somebody with a seat and clips of their own, who may do nothing else. */
export function isGuest(): boolean {
  return me.value.state === 'known' && me.value.user.guest;
}

/** What becomes of a guest's clips. */
export function guestWords({ login_ends_at }: Pick<User, 'login_ends_at'>): string {
  const kept = 'Only this browser knows you: its cookie opens your clips';
  if (login_ends_at === undefined) return `${kept}.`;
  return `${kept} until ${dateOf(login_ends_at)}. Each visit puts that off to 30 days later, up to 90 days after you came. 30 days after the end your clips are deleted.`;
}

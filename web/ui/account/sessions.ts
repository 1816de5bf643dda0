import type { DeletedSession, Session } from '../api/schema';

type Seats = Pick<Session, 'kind' | 'participants'>;

/** Whether the session is the user's own: they made it and may delete it. */
export function isHost({ participants }: Pick<Session, 'participants'>, userID: string): boolean {
  return participants.some(({ id, owner }) => owner && id === userID);
}

/** With whom it was. Somebody who deleted their account is not among them any more. */
export function companyWords({ kind, participants }: Seats, userID: string): string {
  if (kind === 'solo') return 'Alone';
  const others = participants.filter(({ id }) => id !== userID).map(({ name }) => name || 'somebody without a name');
  return others.length > 0 ? `With ${new Intl.ListFormat('en').format(others)}` : 'With nobody who is still here';
}

/** Where a session stands that is not over. */
export function stateWords({ state }: Pick<Session, 'state'>): string {
  return state === 'running' ? 'Running now' : 'Not begun yet';
}

/** What to say after a session was deleted. */
export function deletedSessionWords({ clips, store }: Pick<DeletedSession, 'clips' | 'store'>): string {
  if (clips === 0) return 'The session is deleted.';
  return `The session is deleted, and ${clips === 1 ? 'your recording' : `your ${clips} recordings`} of it, also from ${store}.`;
}

/** Whether what was typed confirms that the account of this name is meant. */
export function confirms(typed: string, name: string): boolean {
  return normal(typed) === normal(wordToType(name));
}

/** What has to be typed: the name, or a word where there is none. */
export function wordToType(name: string): string {
  return name === '' ? 'delete' : name;
}

function normal(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLocaleLowerCase();
}

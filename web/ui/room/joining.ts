import { answer, api } from '../api/client';
import { failureOf } from '../api/failure';
import type { Entry, Invitation, Knock, Session } from '../api/schema';

/** Reads what an invite opens. Throws a Failure. */
export function lookAtInvite(token: string, signal: AbortSignal): Promise<Invitation> {
  return answer(api.POST('/invites/look', { body: { token }, signal }));
}

/** Takes a seat by an invite, or knocks at the session's door. Throws a Failure. */
export function acceptInvite(token: string, name: string): Promise<Entry> {
  return answer(api.POST('/invites/accept', { body: { token, name } }));
}

/** A session for somebody who is in it, or where somebody stands who asked to be let in. */
export type Opened = { readonly session: Session } | { readonly knock: Knock };

/** Opens a session, or finds where one stands at its door. Throws a Failure. */
export async function openSession(id: string, signal: AbortSignal): Promise<Opened> {
  const path = { params: { path: { id } }, signal };
  try {
    return { session: await answer(api.GET('/sessions/{id}', path)) };
  } catch (error) {
    if (failureOf(error).status !== 404) throw error;
    try {
      return { knock: await answer(api.GET('/sessions/{id}/knock', path)) };
    } catch {
      throw error; // who never knocked is told what everybody is
    }
  }
}

/** Waits no longer to be let in. Throws a Failure. */
export async function endKnock(id: string): Promise<void> {
  await answer(api.DELETE('/sessions/{id}/knock', { params: { path: { id } } }));
}

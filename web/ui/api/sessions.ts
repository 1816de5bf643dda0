import { answer, api } from './client';
import { everyPage } from './pages';
import type { DeletedSession, Session } from './schema';

/** The most that the server puts into a page of sessions. */
const fullPage = 100;

/** All sessions in which the person has a seat, newest first. Throws a Failure. */
export async function listSessions(signal: AbortSignal): Promise<Session[]> {
  return everyPage(async (after) => {
    const { sessions, next } = await answer(
      api.GET('/sessions', { params: { query: { limit: fullPage, ...(after !== undefined && { after }) } }, signal }),
    );
    return { items: sessions, next };
  });
}

/** Deletes a session that the person hosts, with their clips of it. Throws a Failure. */
export async function deleteSession(id: string): Promise<DeletedSession> {
  return answer(api.DELETE('/sessions/{id}', { params: { path: { id } } }));
}

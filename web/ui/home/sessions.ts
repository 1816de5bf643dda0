import type { Session } from '../api/schema';

const worthGoingBackMs = 12 * 60 * 60 * 1000;

/** The newest session that has not ended, if it was made recently enough that one may want to go back to it. */
export function openSession(sessions: readonly Session[], now: Date): Session | undefined {
  return sessions.find(
    ({ state, created_at }) => state !== 'ended' && now.getTime() - new Date(created_at).getTime() < worthGoingBackMs,
  );
}

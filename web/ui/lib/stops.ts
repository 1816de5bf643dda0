import type { Scope } from './scope';
import { store, stored } from './stored';

const stoppedKey = 'practice-stopped';
const leftKey = 'practice-left';
const again_ms = 3000;
/** More than one stop at a time is rare already. */
const most = 20;

/** The sessions that somebody stopped here and of which the server has not confirmed it, and when, on the server's clock. */
function stops(): ReadonlyMap<string, number> {
  const entries = stored(stoppedKey).split(' ').filter((entry) => entry !== '');
  return new Map(entries.map((entry) => [entry.split('@')[0] ?? '', Number(entry.split('@')[1] ?? 0)]));
}

function keep(stops: ReadonlyMap<string, number>): void {
  store(stoppedKey, [...stops].slice(-most).map(([session, at_ms]) => `${session}@${at_ms}`).join(' '));
}

/** Whether the person has stopped this session here. It holds over a reload, whatever became of the connection. */
export function wasStopped(session: string): boolean {
  return stops().has(session);
}

/** When the person has stopped a session, on the server's clock; 0 where that is not known. */
export function stoppedAt(session: string): number {
  return stops().get(session) ?? 0;
}

/** Remembers that the person has stopped, and when if that is known, until the server has confirmed it. The first stop counts. */
export function rememberStop(session: string, at_ms = 0): void {
  keep(new Map([[session, at_ms], ...stops()]));
}

/** The server knows of the stop, or the person wants to go on. */
export function forgetStop(session: string): void {
  keep(new Map([...stops()].filter(([id]) => id !== session)));
}

/** Notes that a page goes away, maybe only to be loaded anew, in which somebody is being recorded. */
export function noteLeft(session: string): void {
  store(leftKey, session);
}

/** At the start of a page: who went elsewhere from a recording, and was asked by the browser, has left it; who is back in it has not. */
function settleLeft(): void {
  const session = stored(leftKey);
  store(leftKey, '');
  if (session !== '' && location.pathname !== `/sessions/${session}`) rememberStop(session);
}

/** Tells the server of every stop that it has not confirmed, again and again, also when the room was left. It lives as long as the scope. */
export function keepTelling(scope: Scope): void {
  settleLeft();
  const tell = (): void => {
    for (const session of stops().keys()) tellStop(session).catch(() => undefined); // it is told again
  };
  scope.every(again_ms, tell);
  tell();
}

/** Ends a session whose room is not open. The request outlives the page. */
export async function tellStop(session: string): Promise<void> {
  const at_ms = stoppedAt(session);
  const path = `/api/v1/sessions/${encodeURIComponent(session)}/end${at_ms > 0 ? `?at_ms=${at_ms}` : ''}`;
  const { ok, status } = await fetch(path, { method: 'POST', keepalive: true });
  // What is not there for this person, or has ended, is not recorded any more.
  if (ok || [403, 404, 409, 410].includes(status)) forgetStop(session);
}

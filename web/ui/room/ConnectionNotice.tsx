import { Notice } from '../lib/Notice';
import { requestNames } from './requests';
import type { Room } from './room';
import { self } from './state';

/** Says when messages or voices do not get through, and what that means. */
export function ConnectionNotice({ room }: { room: Room }) {
  const state = room.state.value;
  const recording = state.session?.recording === true;
  const recorded = self(state)?.role === 'candidate';
  if (state.connection === 'lost') {
    const waiting = requestNames(room.waiting.value);
    return (
      <Notice kind="failed" title="The connection to the server is lost. Connecting again …">
        <p>{recording ? `The session goes on, and the clock is right. ${kept(room, recorded && state.session?.program !== true)}` : 'Your seat is kept.'}</p>
        {waiting !== '' && <p>Asked for as soon as the connection is back: {waiting}.</p>}
      </Notice>
    );
  }
  if (recording && recorded && state.session?.program !== true && room.voices.state.value !== 'connected') {
    return (
      <Notice kind="failed" title="Your voice does not reach the server. Connecting again …">
        <p>{kept(room, recorded)}</p>
      </Notice>
    );
  }
  return null;
}

/** What becomes of the words that are spoken meanwhile. */
function kept(room: Room, recorded: boolean): string {
  if (!recorded) return 'What was recorded so far is safe.';
  if (room.keeping.value) return 'Go on speaking: this browser keeps a copy, and sends it when the connection is back.';
  return 'What was recorded so far is safe. What you say now is missing until the connection is back.';
}

import { Button } from '../lib/Button';
import { Notice } from '../lib/Notice';
import type { Snapshot } from './messages';
import type { Room } from './room';
import { candidate, self } from './state';

/** Tells somebody who is in a session that runs without their agreement what holds for them, and lets them agree. */
export function Unheard({ room, session }: { room: Room; session: Snapshot }) {
  const me = self(room.state.value);
  if (!me || me.consented) return null;
  return (
    <Notice
      title="You are listening. Nobody hears you."
      actions={<Button onClick={() => room.ask({ type: 'consent' })}>I agree to the recording</Button>}
    >
      <p>
        The session runs without your agreement to the recording of {candidate(session)?.name ?? 'the candidate'}. You are not recorded, and your voice goes to
        nobody. You may go on listening, or agree and be heard.
      </p>
    </Notice>
  );
}

import { useState } from 'preact/hooks';
import { Button } from '../lib/Button';
import { Dialog } from '../lib/Dialog';
import type { Snapshot } from './messages';
import type { Room } from './room';
import { leftOutWords } from './StartWithout';
import { waitedFor } from './state';

interface Props {
  room: Room;
  session: Snapshot;
}

/** The way round a peer who does not come. */
export function StartAlone({ room, session }: Props) {
  const [asking, ask] = useState(false);
  const without = waitedFor(session);
  const start = (): void => {
    ask(false);
    room.ask({ type: 'start', alone: true, without: without.map(({ id }) => id) });
  };
  return (
    <>
      <Button onClick={() => ask(true)}>Start without a peer</Button>
      <Dialog
        open={asking}
        title="Start without a peer?"
        onClose={() => ask(false)}
        actions={
          <>
            <Button onClick={() => ask(false)}>Wait</Button>
            <Button kind="primary" onClick={start}>
              Start without a peer
            </Button>
          </>
        }
      >
        <p>You are recorded, and nobody interviews you. Nobody can come in as your interviewer afterwards.</p>
        {leftOutWords(session, without).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        {session.plan.some(({ leg }) => leg > 0) && <p>The second half, in which the roles would swap, is left out.</p>}
      </Dialog>
    </>
  );
}

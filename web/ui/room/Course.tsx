import { useState } from 'preact/hooks';
import { Button } from '../lib/Button';
import { Dialog } from '../lib/Dialog';
import type { Snapshot } from './messages';
import { RefusalNotice } from './RefusalNotice';
import type { Room } from './room';
import { candidate, self } from './state';

interface Props {
  room: Room;
  session: Snapshot;
  /** No stage comes after the one that runs. */
  last: boolean;
}

/** What a person can do with the course of a session: go on to the next stage, or stop, which this page does before it asks. */
export function Course({ room, session, last }: Props) {
  const [asking, ask] = useState<'end' | 'withdraw' | undefined>(undefined);
  if (self(room.state.value)?.role === 'observer') {
    return (
      <div class="live-course">
        <Button onClick={() => room.stop('leave')}>Leave the session</Button>
      </div>
    );
  }
  const solo = session.kind === 'solo';
  return (
    <div class="live-course">
      <RefusalNotice room={room} />
      {!last && <Button onClick={() => room.ask({ type: 'skip_stage', stage: room.face.stage.peek() })}>Finish this stage</Button>}
      <Button kind={solo ? 'primary' : 'danger'} onClick={() => (solo ? room.stop('end') : ask('end'))}>
        {solo ? 'Stop and listen' : 'End the session'}
      </Button>
      {!solo && (
        <Button kind="quiet" onClick={() => ask('withdraw')}>
          Take my agreement back
        </Button>
      )}
      <EndDialog by={asking} session={session} you={room.state.value.you} onStay={() => ask(undefined)} onEnd={(by) => room.stop(by)} />
    </div>
  );
}

interface EndProps {
  by: 'end' | 'withdraw' | undefined;
  session: Snapshot;
  you: string;
  onStay: () => void;
  onEnd: (by: 'end' | 'withdraw') => void;
}

/** Asks before a session is ended for others too. */
function EndDialog({ by, session, you, onStay, onEnd }: EndProps) {
  const withdraw = by === 'withdraw';
  const recorded = candidate(session);
  const mine = recorded?.id === you;
  return (
    <Dialog
      open={by !== undefined}
      title={withdraw ? 'Take your agreement back?' : 'End the session for everybody?'}
      onClose={onStay}
      actions={
        <>
          <Button onClick={onStay}>Go on</Button>
          <Button kind="danger" onClick={() => by && onEnd(by)}>
            {withdraw ? 'Stop the recording' : 'End the session'}
          </Button>
        </>
      }
    >
      {withdraw && <p>The recording stops at this instant, and the session ends for everybody.</p>}
      <p>
        What was recorded so far is kept and goes to {mine ? 'your' : 'the candidate’s'} library.
        {withdraw && (mine ? ' You can delete it there.' : ` Nobody but ${recorded?.name ?? 'the candidate'} can play it.`)}
      </p>
    </Dialog>
  );
}

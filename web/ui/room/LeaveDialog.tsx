import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { Button } from '../lib/Button';
import { Dialog } from '../lib/Dialog';
import { guardLeaving } from '../lib/router';
import { useScope } from '../lib/useScope';
import type { Room } from './room';
import { candidate, self } from './state';

/** Stands at every way out of a session that runs, and asks. Whoever agrees has ended it. */
export function LeaveDialog({ room }: { room: Room }) {
  const [wanted] = useState(() => signal<(() => void) | undefined>(undefined));
  useScope((scope) => guardLeaving(scope, { keeps: () => room.keeps, ask: (leave) => (wanted.value = leave) }));
  const leave = wanted.value;
  const { title, text } = words(room);
  const stay = (): void => {
    wanted.value = undefined;
  };
  const go = (): void => {
    stay();
    room.stop('end');
    leave?.();
  };
  return (
    <Dialog
      open={leave !== undefined && room.keeps}
      title={title}
      onClose={stay}
      actions={
        <>
          <Button onClick={stay}>Stay here</Button>
          <Button kind="danger" onClick={go}>
            Stop and leave
          </Button>
        </>
      }
    >
      <p>{text}</p>
    </Dialog>
  );
}

/** What leaving means, for the one who leaves. */
function words(room: Room): { title: string; text: string } {
  const { session } = room.state.value;
  const alone = session?.kind === 'solo';
  const ends = alone ? 'Leaving stops it.' : 'Leaving ends the session for everybody.';
  if (session?.recording !== true) {
    return { title: alone ? 'Leave before it begins?' : 'End the session and leave?', text: alone ? 'Nothing has been recorded yet.' : `${ends} Nothing is being recorded at the moment.` };
  }
  if (self(room.state.value)?.role === 'candidate') {
    return { title: 'Stop the recording and leave?', text: `You are being recorded. ${ends} What you have said so far is kept in your library.` };
  }
  const name = candidate(session)?.name ?? 'The candidate';
  return { title: 'End the session and leave?', text: `${name} is being recorded. ${ends} What was said so far goes to ${name}’s library.` };
}

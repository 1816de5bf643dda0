import { useEffect } from 'preact/hooks';
import { announce } from '../lib/announce';
import { Button, ButtonLink } from '../lib/Button';
import { Loading } from '../lib/Loading';
import { Notice } from '../lib/Notice';
import { Page } from '../lib/Page';
import { forgetStop } from '../lib/stops';
import type { Snapshot } from './messages';
import { requestNames } from './requests';
import type { Room, Stopped as Stop } from './room';
import { candidate, self } from './state';

interface Props {
  room: Room;
  session: Snapshot;
  stop: Stop;
}

/** Between the person's stop and the server's word that the session is over. What is true of this page is true already. */
export function Stopped({ room, session, stop }: Props) {
  const { refusal } = room.state.value;
  const recorded = self(room.state.value)?.role === 'candidate' && !session.program;
  const { title, lead } = session.program ? program : recorded ? speaker : listener;
  useEffect(() => announce(`${title}. ${lead}`), []);
  return (
    <Page title={title} lead={lead} width="narrow">
      {refusal?.id === stop.id ? <Refused room={room} stop={stop} because={refusal.message} /> : <Told room={room} />}
      <p>{recorded ? keptWords(stop) : session.program ? '' : othersWords(session)}</p>
    </Page>
  );
}

const silent = 'Your microphone is off. Nothing that you say goes out of this browser, and nothing is kept in it.';
const speaker = { title: 'You are not recorded any more', lead: silent };
const listener = { title: 'You have left the call', lead: silent };
// Its voice does not go through this page.
const program = { title: 'The session is being ended', lead: 'This page can’t silence the program: it may be recorded until the server has confirmed the end. Stop it there, too.' };

function Told({ room }: { room: Room }) {
  const { connection } = room.state.value;
  if (connection === 'open') return <Loading what="The server has been told, and is about to confirm it …" />;
  return (
    <Notice title="The server can’t be reached to be told. Connecting again …" actions={<ButtonLink href="/">Leave this page</ButtonLink>}>
      <p>Asked for as soon as the connection is back: {requestNames(room.waiting.value)}. You need not wait for it here: it is told from any page of Practice in this browser.</p>
    </Notice>
  );
}

function Refused({ room, stop, because }: { room: Room; stop: Stop; because: string }) {
  const goOn = (): void => {
    forgetStop(room.id);
    location.reload();
  };
  return (
    <Notice
      kind="failed"
      title="The server did not end the session."
      actions={
        <>
          <Button onClick={goOn}>Go on with the session</Button>
          <Button kind="primary" onClick={() => room.stop(stop.by)}>
            Ask again
          </Button>
        </>
      }
    >
      <p>{because}</p>
    </Notice>
  );
}

/** What becomes of the words before the stop. */
function keptWords({ kept }: Stop): string {
  if (kept) return 'What you said until you stopped is kept: what has not arrived yet lies in this browser, and is sent when the server takes it.';
  return 'What arrived at the server until you stopped is kept.';
}

function othersWords(session: Snapshot): string {
  const name = candidate(session)?.name ?? 'The candidate';
  return session.recording ? `${name} may still be recorded until the server has confirmed the end.` : '';
}

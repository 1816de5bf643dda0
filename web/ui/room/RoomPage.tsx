import { useComputed } from '@preact/signals';
import type { Session } from '../api/schema';
import { background } from '../lib/background';
import { Button, ButtonLink } from '../lib/Button';
import { Loading } from '../lib/Loading';
import { Members } from '../lib/Members';
import { Notice } from '../lib/Notice';
import { Page } from '../lib/Page';
import { resource } from '../lib/resource';
import { useOwned } from '../lib/useOwned';
import { DoorPage } from './DoorPage';
import { Finished } from './Finished';
import { openSession } from './joining';
import { LeaveDialog } from './LeaveDialog';
import { Live } from './Live';
import { Lobby } from './Lobby';
import type { Snapshot } from './messages';
import { requestNames } from './requests';
import { Room } from './room';
import type { RoomState } from './state';
import { Stopped } from './Stopped';

/** Where a session happens: its lobby, the session itself, and its end. */
export function RoomPage({ id }: { id: string }) {
  const session = useOwned((scope) => resource(scope, (signal) => openSession(id, signal)));
  const loaded = session.loaded.value;
  switch (loaded.state) {
    case 'loading':
      return (
        <Page title="Session">
          <Loading what="Opening the session …" />
        </Page>
      );
    case 'failed':
      return (
        <Page title="This session can’t be opened" width="narrow">
          <Notice
            kind="failed"
            title={loaded.failure.status === 404 ? 'There is no such session for you.' : 'The session could not be read.'}
            actions={
              loaded.failure.status === 404 ? (
                <Members>
                  <ButtonLink href="/new">Start a session</ButtonLink>
                </Members>
              ) : (
                <Button onClick={() => background(session.reload())}>Try again</Button>
              )
            }
          >
            <p>
              {loaded.failure.status === 404
                ? 'It does not exist, or you have no seat in it. If you were invited, open the invite link in the browser that you joined with.'
                : loaded.failure.message}
            </p>
          </Notice>
        </Page>
      );
    case 'ready':
      if ('knock' in loaded.value) return <DoorPage id={id} knock={loaded.value.knock} again={() => session.reload()} />;
      return <OpenRoom session={loaded.value.session} />;
  }
}

function OpenRoom({ session }: { session: Session }) {
  const room = useOwned((scope) => new Room(scope, session.id, session.kind === 'solo'));
  // The clock beats ten times a second; the page changes only with the state.
  const state = useComputed(() => room.state.value).value;
  if (state.closed) return <Closed state={state} />;
  if (!state.session) {
    return (
      <Page title="Session">
        <Loading what="Connecting …" />
      </Page>
    );
  }
  switch (state.session.state) {
    case 'lobby':
      return <Lobby room={room} session={state.session} />;
    case 'running':
      return <Running room={room} session={state.session} />;
    case 'ended':
      return <Finished room={room} session={state.session} />;
  }
}

function Running({ room, session }: { room: Room; session: Snapshot }) {
  const stop = room.stopped.value;
  return (
    <>
      {stop ? <Stopped room={room} session={session} stop={stop} /> : <Live room={room} session={session} />}
      <LeaveDialog room={room} />
    </>
  );
}

/** The page has lost the session for good: why, and that nothing of the person is recorded by it any more. */
function Closed({ state }: { state: RoomState }) {
  const unsent = requestNames(state.unsent);
  const { because = '', reload = undefined } = state.closed ?? {};
  return (
    <Page title="This page has left the session" width="narrow">
      <Notice
        title={because}
        actions={reload === undefined ? <ButtonLink href="/">Go home</ButtonLink> : <Button onClick={() => location.reload()}>{reload}</Button>}
      >
        <p>The microphone is off here, and this page records nothing.</p>
        {unsent !== '' && <p>What you asked for without a connection was not sent: {unsent}.</p>}
      </Notice>
    </Page>
  );
}

import { useComputed } from '@preact/signals';
import type { Session } from '../api/schema';
import { background } from '../lib/background';
import { Button, ButtonLink } from '../lib/Button';
import { Loading } from '../lib/Loading';
import { Notice } from '../lib/Notice';
import { Page } from '../lib/Page';
import { resource } from '../lib/resource';
import { useOwned } from '../lib/useOwned';
import { DoorPage } from './DoorPage';
import { Finished } from './Finished';
import { openSession } from './joining';
import { Live } from './Live';
import { Lobby } from './Lobby';
import { requestNames } from './requests';
import { Room } from './room';

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
                <ButtonLink href="/new">Start a session</ButtonLink>
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
  if (state.closed) {
    const { because, reload } = state.closed;
    const unsent = requestNames(state.unsent);
    return (
      <Page title="This page has left the session" width="narrow">
        <Notice
          title={because}
          actions={reload === undefined ? <ButtonLink href="/">Go home</ButtonLink> : <Button onClick={() => location.reload()}>{reload}</Button>}
        >
          {unsent !== '' && <p>What you asked for without a connection was not sent: {unsent}.</p>}
        </Notice>
      </Page>
    );
  }
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
      return <Live room={room} session={state.session} />;
    case 'ended':
      return <Finished room={room} session={state.session} />;
  }
}

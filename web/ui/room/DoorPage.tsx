import { useEffect } from 'preact/hooks';
import type { Knock } from '../api/schema';
import { background } from '../lib/background';
import { Button, ButtonLink } from '../lib/Button';
import { Loading } from '../lib/Loading';
import { Notice } from '../lib/Notice';
import { Page } from '../lib/Page';
import { go } from '../lib/router';
import { Scope } from '../lib/scope';
import { useSubmit } from '../lib/useSubmit';
import { endKnock } from './joining';

interface Props {
  id: string;
  knock: Knock;
  /** Asks the server again. */
  again: () => Promise<void>;
}

const ask_ms = 2000;

/** Before a session's door: waiting to be let in, or why one is not. */
export function DoorPage({ id, knock, again }: Props) {
  switch (knock.standing) {
    case 'seated': // let in between two questions
    case 'waiting':
      return <Waiting id={id} host={knock.host ?? 'The host'} again={again} />;
    case 'refused':
      return (
        <TurnedAway title="Not this time" because="The host has not let you in.">
          They may expect somebody else, or have enough listeners. Nobody saw more of you than the name you gave.
        </TurnedAway>
      );
    case 'removed':
      return (
        <TurnedAway title="You are not in this session any more" because="The host has taken you out of the session.">
          Nothing of you is recorded there any more. Whatever was recorded of you before is in your own clips, and only you can play it.
        </TurnedAway>
      );
    case 'over':
      return (
        <TurnedAway title="The session is over" because="It ended before you were let in.">
          Nothing of you was recorded.
        </TurnedAway>
      );
  }
}

function Waiting({ id, host, again }: { id: string; host: string; again: () => Promise<void> }) {
  useEffect(() => {
    const scope = new Scope();
    scope.every(ask_ms, () => background(again()));
    return () => scope.dispose();
  }, []);
  const { busy, error, submit } = useSubmit(async () => {
    await endKnock(id);
    go('/', { replace: true });
  });
  return (
    <Page title="You have knocked" lead={`${host} is asked to let you in. This page goes on by itself.`} width="narrow">
      <Notice
        title="Your place is kept"
        picture={<Loading what={`Waiting for ${host} …`} />}
        actions={
          <Button busy={busy} onClick={submit}>
            Wait no longer
          </Button>
        }
      >
        <p>You may close this page and open it again. Nobody hears you, and nothing is recorded.</p>
        {error !== '' && <p role="alert">{error}</p>}
      </Notice>
    </Page>
  );
}

function TurnedAway({ title, because, children }: { title: string; because: string; children: string }) {
  return (
    <Page title={title} width="narrow">
      <Notice title={because} actions={<ButtonLink href="/">Go home</ButtonLink>}>
        <p>{children}</p>
      </Notice>
    </Page>
  );
}

import { useEffect, useState } from 'preact/hooks';
import { Failure } from '../api/failure';
import { loadMe, me } from '../api/me';
import type { Invitation } from '../api/schema';
import { background } from '../lib/background';
import { Button, ButtonLink } from '../lib/Button';
import { Card } from '../lib/Card';
import { TextField } from '../lib/Field';
import { Loading } from '../lib/Loading';
import { Notice } from '../lib/Notice';
import { Page } from '../lib/Page';
import { resource } from '../lib/resource';
import { go } from '../lib/router';
import { spell } from '../lib/time';
import { useOwned } from '../lib/useOwned';
import { useSubmit } from '../lib/useSubmit';
import { acceptInvite, lookAtInvite } from './joining';
import { takeToken } from './joinToken';
import './Room.css';

/** Where an invited person learns what they are invited to, gives a name and joins. `old` is the token of a link of before. */
export function JoinPage({ old }: { old: string }) {
  const { token, invitation } = useOwned((scope) => {
    const token = takeToken(old);
    return { token, invitation: resource(scope, (signal) => look(token, signal)) };
  });
  const loaded = invitation.loaded.value;
  switch (loaded.state) {
    case 'loading':
      return (
        <Page title="You are invited">
          <Loading what="Reading the invitation …" />
        </Page>
      );
    case 'failed':
      return <Refused failure={loaded.failure} again={() => background(invitation.reload())} />;
    case 'ready':
      return <Join token={token} invitation={loaded.value} />;
  }
}

async function look(token: string, signal: AbortSignal): Promise<Invitation> {
  if (token === '') throw new Failure(404, 'This invite link is incomplete. Copy it again, all of it, from the message that you got.');
  return lookAtInvite(token, signal);
}

function Refused({ failure, again }: { failure: Failure; again: () => void }) {
  const final = failure.status >= 400 && failure.status < 500 && failure.status !== 429;
  const turnedAway = failure.status === 403;
  return (
    <Page title={turnedAway ? 'You can’t come in by this link' : 'This invitation does not work'} width="narrow">
      <Notice
        kind="failed"
        title={turnedAway ? 'The host has decided.' : final ? 'It is not open (any more).' : 'It could not be read.'}
        actions={!final && <Button onClick={again}>Try again</Button>}
      >
        <p>{failure.message}</p>
        {final && !turnedAway && <p>Ask the one who sent it for a new link; it takes them two clicks.</p>}
      </Notice>
    </Page>
  );
}

function Join({ token, invitation }: { token: string; invitation: Invitation }) {
  const [name, setName] = useState(() => (me.value.state === 'known' ? me.value.user.name : ''));
  const { format, inviter, role, knock, session_id: session } = invitation;
  useEffect(() => {
    if (session !== undefined) go(`/sessions/${session}`, { replace: true });
  }, [session]);
  const { busy, error, submit } = useSubmit(async () => {
    const entry = await acceptInvite(token, name.trim());
    await loadMe();
    go(`/sessions/${entry.session_id}`, { replace: true });
  });
  return (
    <Page title={`${inviter} invites you to practise`} tab="You are invited" width="narrow" lead={format.summary}>
      <Card>
        <div class="room-part">
          <ul class="facts">
            <li>
              <strong>{format.name}</strong>, {spell(format.duration_ms)}, by voice in this browser.
            </li>
            <li>
              You would be the <strong>{role}</strong>.{role !== 'observer' && ' Roles can be swapped before the start.'}
              {knock && ` ${inviter} is asked before you are in.`}
            </li>
            <li>
              The <strong>candidate is recorded</strong>, nobody else, and only after agreeing to it. The recording goes to the candidate’s library, and
              only the candidate can play it.
            </li>
          </ul>
          <form class="room-part" onSubmit={submit}>
            <TextField
              label="Your name"
              name="name"
              autocomplete="name"
              required
              maxLength={60}
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
              hint="As the others should see it. No account is needed."
              error={error}
            />
            <p>
              <Button type="submit" kind="primary" size="large" busy={busy}>
                {knock ? 'Ask to come in' : 'Join'}
              </Button>
            </p>
          </form>
          <p class="room-format">
            A cookie keeps your seat and your own library in this browser, for 30 days after each visit and at most 90 days. <ButtonLink kind="quiet" size="small" href="/">What is Practice?</ButtonLink>
          </p>
        </div>
      </Card>
    </Page>
  );
}

import { useState } from 'preact/hooks';
import { answer, api } from '../api/client';
import type { Failure } from '../api/failure';
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
import './Room.css';

/** Where an invited person learns what they are invited to, gives a name and joins. */
export function InvitePage({ token }: { token: string }) {
  const invitation = useOwned((scope) =>
    resource(scope, (abort) => answer(api.GET('/invites/{token}', { params: { path: { token } }, signal: abort }))),
  );
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

function Refused({ failure, again }: { failure: Failure; again: () => void }) {
  const final = failure.status >= 400 && failure.status < 500;
  return (
    <Page title="This invitation does not work" width="narrow">
      <Notice
        kind="failed"
        title={failure.status === 410 ? 'It has expired.' : final ? 'It is not open (any more).' : 'It could not be read.'}
        actions={!final && <Button onClick={again}>Try again</Button>}
      >
        <p>{failure.message}</p>
        {final && <p>Ask the one who sent it for a new link; it takes them two clicks.</p>}
      </Notice>
    </Page>
  );
}

function Join({ token, invitation }: { token: string; invitation: Invitation }) {
  const [name, setName] = useState(() => (me.value.state === 'known' ? me.value.user.name : ''));
  const { busy, error, submit } = useSubmit(async () => {
    const session = await answer(api.POST('/invites/{token}/accept', { params: { path: { token } }, body: { name: name.trim() } }));
    await loadMe();
    go(`/sessions/${session.id}`, { replace: true });
  });
  const { format, inviter, your_role: role } = invitation;
  return (
    <Page title={`${inviter} invites you to practise`} tab="You are invited" width="narrow" lead={format.summary}>
      <Card>
        <div class="room-part">
          <ul class="facts">
            <li>
              <strong>{format.name}</strong>, {spell(format.duration_ms)}, by voice in this browser.
            </li>
            {role !== undefined && (
              <li>
                You would be the <strong>{role}</strong>. Roles can be swapped before the start.
              </li>
            )}
            <li>
              The <strong>candidate is recorded</strong>, nobody else, and only after everybody has agreed. The recording goes to the candidate’s
              library, and only the candidate can play it.
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
                Join
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

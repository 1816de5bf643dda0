import { useEffect } from 'preact/hooks';
import type { Invite } from '../api/schema';
import { toast } from '../lib/announce';
import { background } from '../lib/background';
import { Button } from '../lib/Button';
import { TextField } from '../lib/Field';
import { LinkIcon } from '../lib/icons';
import { NotFetched } from '../lib/NotFetched';
import { useOwned } from '../lib/useOwned';
import { useSubmit } from '../lib/useSubmit';
import { inviteWords } from '../lib/words';
import { InviteForm } from './InviteForm';
import { Invites, lacksPeer, type Sendable } from './invites';
import type { Snapshot } from './messages';
import './InvitePanel.css';

/** How the host lets people in: a link for who is missing, more of them, and what became of them. */
export function InvitePanel({ session }: { session: Snapshot }) {
  const invites = useOwned((scope) => new Invites(scope, session.id));
  const { value: loaded } = invites.list.loaded;
  const sendable = invites.sendable.value;
  const wanted = loaded.state === 'ready' && lacksPeer(session) && !invites.open.value.some(({ role }) => role !== 'observer');
  const making = useSubmit(() => invites.make());
  useEffect(() => {
    if (wanted) making.submit();
  }, [wanted]);
  // Who came has used an invite.
  useEffect(() => background(invites.list.reload()), [session.participants.length, session.knocks?.length ?? 0]);
  if (loaded.state === 'loading') return <p class="invite-wait">Looking at the invites …</p>;
  if (loaded.state === 'failed') return <NotFetched title="The invites can’t be shown right now." resource={invites.list} failure={loaded.failure} />;
  return (
    <div class="invites">
      {sendable && <Link invite={sendable} />}
      {making.error !== '' && (
        <p role="alert">
          {making.error}{' '}
          <Button size="small" onClick={making.submit}>
            Try again
          </Button>
        </p>
      )}
      <details class="invites-more">
        <summary>{sendable ? 'Other invites' : 'Invite somebody'}</summary>
        <InviteForm invites={invites} session={session} />
        {loaded.value.length > 0 && (
          <ul class="invites-list">
            {[...loaded.value].reverse().map((invite) => (
              <Line key={invite.id} invite={invite} invites={invites} />
            ))}
          </ul>
        )}
      </details>
    </div>
  );
}

function Link({ invite }: { invite: Sendable }) {
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(invite.link);
      toast('Invite link copied. Send it to your peer.');
    } catch {
      toast('The browser did not allow copying. Select the link and copy it by hand.', 'failed');
    }
  };
  return (
    <div class="invite-link">
      <TextField
        label="Invite link"
        value={invite.link}
        readOnly
        hint={`${inviteWords(invite)} No account is needed.`}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button onClick={() => background(copy())}>
        <LinkIcon /> Copy the link
      </Button>
    </div>
  );
}

function Line({ invite, invites }: { invite: Invite; invites: Invites }) {
  const { busy, error, submit } = useSubmit(() => invites.revoke(invite.id));
  return (
    <li>
      <span>
        {inviteWords(invite)}
        {error !== '' && <span role="alert"> {error}</span>}
      </span>
      {invite.open && (
        <Button size="small" kind="quiet" busy={busy} onClick={submit} aria-label={`Revoke: ${inviteWords(invite)}`}>
          Revoke
        </Button>
      )}
    </li>
  );
}

import { answer, api } from '../api/client';
import { toast } from '../lib/announce';
import { background } from '../lib/background';
import { Button } from '../lib/Button';
import { TextField } from '../lib/Field';
import { LinkIcon } from '../lib/icons';
import { resource } from '../lib/resource';
import { useOwned } from '../lib/useOwned';

/** The link that lets a peer in, ready to be sent. */
export function InviteLink({ sessionId }: { sessionId: string }) {
  const invite = useOwned((scope) =>
    resource(scope, (signal) => answer(api.POST('/sessions/{id}/invites', { params: { path: { id: sessionId } }, signal }))),
  );
  const loaded = invite.loaded.value;
  if (loaded.state === 'loading') return <p class="invite-wait">Making an invite link …</p>;
  if (loaded.state === 'failed') {
    return (
      <p role="alert">
        {loaded.failure.message} <Button size="small" onClick={() => background(invite.reload())}>Try again</Button>
      </p>
    );
  }
  const { url } = loaded.value;
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(url);
      toast('Invite link copied. Send it to your peer.');
    } catch {
      toast('The browser did not allow copying. Select the link and copy it by hand.', 'failed');
    }
  };
  return (
    <div class="invite-link">
      <TextField
        label="Invite link"
        value={url}
        readOnly
        hint="Works for 24 hours. Your peer needs no account."
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button onClick={() => background(copy())}>
        <LinkIcon /> Copy the link
      </Button>
    </div>
  );
}

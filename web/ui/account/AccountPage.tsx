import { useState } from 'preact/hooks';
import { me } from '../api/me';
import type { User } from '../api/schema';
import { toast } from '../lib/announce';
import { Button } from '../lib/Button';
import { guestWords } from '../lib/guest';
import { Page } from '../lib/Page';
import { NameForm } from '../signin/NameForm';
import { DeleteAccount } from './DeleteAccount';
import { SessionList } from './SessionList';
import './AccountPage.css';

/** Who one is here, what one has made, and the way to delete it. */
export function AccountPage() {
  const current = me.value;
  if (current.state !== 'known') return null;
  return <Account user={current.user} />;
}

function Account({ user }: { user: User }) {
  const [deleting, setDeleting] = useState(false);
  return (
    <Page title="Your account" lead={user.guest ? `You are a guest. ${guestWords(user)}` : undefined} width="narrow">
      <section class="account-part" aria-labelledby="account-name">
        <h2 id="account-name">Your name</h2>
        <p>So the others see you. In sessions that are over it stays as it was.</p>
        <NameForm name={user.name} action="Change it" onDone={() => toast('Changed.')} />
      </section>
      <section class="account-part" aria-labelledby="account-sessions">
        <h2 id="account-sessions">Your sessions</h2>
        <SessionList user={user} />
      </section>
      <section class="account-part" aria-labelledby="account-end">
        <h2 id="account-end">Delete your account</h2>
        <p>Everything that is yours is deleted for good: your recordings, the sessions that you made, and your name.</p>
        <Button kind="danger" onClick={() => setDeleting(true)}>
          Delete your account …
        </Button>
      </section>
      <DeleteAccount user={user} open={deleting} onClose={() => setDeleting(false)} />
    </Page>
  );
}

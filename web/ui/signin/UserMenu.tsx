import { me } from '../api/me';
import { background } from '../lib/background';
import { Button, ButtonLink } from '../lib/Button';
import { guestWords } from '../lib/guest';
import { Menu } from '../lib/Menu';
import { leaveFor, place } from '../lib/router';
import { useOwned } from '../lib/useOwned';
import { SignOut } from './SignOut';
import { SignOutDialog } from './SignOutDialog';
import './UserMenu.css';

/** Who is signed in, and the way out. */
export function UserMenu() {
  const signOut = useOwned((scope) => new SignOut(scope));
  const current = me.value;
  const { path } = place.value;
  if (current.state === 'nobody' && path !== '/sign-in') {
    return (
      <ButtonLink href="/sign-in" size="small">
        Sign in
      </ButtonLink>
    );
  }
  if (current.state !== 'known') return null;
  const { name, guest } = current.user;
  return (
    <>
      <Menu label={`You: ${name || 'without a name'}`} button={<span class="user-initial">{[...(name || '·')][0]?.toUpperCase()}</span>} closeOn={path}>
        <div class="user-panel">
          <p class="user-name">{name}</p>
          <p class="user-note">{guest ? `Guest. ${guestWords(current.user)}` : 'Signed in on this browser.'}</p>
        </div>
        <ButtonLink kind="quiet" href="/account">
          Your account
        </ButtonLink>
        {guest ? (
          <ButtonLink kind="quiet" href="/sign-in">
            Sign in
          </ButtonLink>
        ) : (
          <Button kind="quiet" onClick={() => leaveFor(() => background(signOut.begin()))}>
            Sign out
          </Button>
        )}
      </Menu>
      <SignOutDialog signOut={signOut} />
    </>
  );
}

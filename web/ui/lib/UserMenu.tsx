import { failureOf } from '../api/failure';
import { me, signOut } from '../api/me';
import { toast } from './announce';
import { background } from './background';
import { Button, ButtonLink } from './Button';
import { Menu } from './Menu';
import { go, place } from './router';
import './UserMenu.css';

/** Who is signed in, and the way out. */
export function UserMenu() {
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
    <Menu label={`You: ${name || 'without a name'}`} button={<span class="user-initial">{[...(name || '·')][0]?.toUpperCase()}</span>} closeOn={path}>
      <div class="user-panel">
        <p class="user-name">{name}</p>
        <p class="user-note">{guest ? 'Guest: this browser’s cookie keeps your clips.' : 'Signed in on this browser.'}</p>
      </div>
      <ButtonLink kind="quiet" href="/account">
        Your account
      </ButtonLink>
      {guest ? (
        <ButtonLink kind="quiet" href="/sign-in">
          Sign in
        </ButtonLink>
      ) : (
        <Button kind="quiet" onClick={() => background(leave())}>
          Sign out
        </Button>
      )}
    </Menu>
  );
}

async function leave(): Promise<void> {
  try {
    await signOut();
    go('/');
    toast('You are signed out. Your clips are kept.');
  } catch (error) {
    toast(failureOf(error).message, 'failed');
  }
}

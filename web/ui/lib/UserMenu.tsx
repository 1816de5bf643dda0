import { useRef } from 'preact/hooks';
import { failureOf } from '../api/failure';
import { me, signOut } from '../api/me';
import { toast } from './announce';
import { Button, ButtonLink } from './Button';
import { go, place } from './router';
import { useScope } from './useScope';
import './UserMenu.css';

/** Who is signed in, and the way out. */
export function UserMenu() {
  const ref = useRef<HTMLDetailsElement>(null);
  const current = me.value;
  const { path } = place.value;
  useScope((scope) => {
    const details = ref.current;
    if (!details) return;
    details.open = false;
    scope.listen(document, 'pointerdown', (event) => {
      if (event.target instanceof Node && !details.contains(event.target)) details.open = false;
    });
    scope.listen<KeyboardEvent>(details, 'keydown', (event) => {
      if (event.key !== 'Escape' || !details.open) return;
      details.open = false;
      details.querySelector('summary')?.focus();
    });
  }, [path, current.state]);
  if (current.state === 'nobody' && path !== '/sign-in') {
    return (
      <ButtonLink href="/sign-in" size="small">
        Sign in
      </ButtonLink>
    );
  }
  if (current.state !== 'known') return null;
  const name = current.user.name || 'You';
  return (
    <details class="user-menu" ref={ref}>
      <summary class="button quiet" aria-label={`You: ${name}`}>
        <span class="user-initial" aria-hidden="true">
          {[...name][0]?.toUpperCase()}
        </span>
      </summary>
      <div class="user-panel">
        <p class="user-name">{name}</p>
        <p class="user-note">
          {current.user.guest ? 'Guest: this browser’s cookie keeps your clips.' : 'Signed in on this browser.'}
        </p>
        {current.user.guest ? <ButtonLink href="/sign-in">Sign in</ButtonLink> : <Button onClick={leave}>Sign out</Button>}
      </div>
    </details>
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

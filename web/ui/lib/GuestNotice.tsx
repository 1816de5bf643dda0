import { me } from '../api/me';
import { ButtonLink } from './Button';
import { guestWords } from './guest';
import { Notice } from './Notice';

/** Tells a guest what they have here, for how long, and how to have more. */
export function GuestNotice() {
  if (me.value.state !== 'known') return null;
  return (
    <Notice title="You are here as a guest" actions={<ButtonLink href="/sign-in">How to sign in</ButtonLink>}>
      <p>You take part in the sessions that you are invited to, and hear your own recordings. {guestWords(me.value.user)}</p>
      <p>To practise whenever you like and to invite others, ask whoever runs this server for a sign-in link, and open it here. Your clips stay yours.</p>
    </Notice>
  );
}

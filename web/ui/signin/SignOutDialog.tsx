import { useState } from 'preact/hooks';
import type { Held } from '../copy/held';
import { background } from '../lib/background';
import { Button } from '../lib/Button';
import { Choices } from '../lib/Choices';
import { Dialog } from '../lib/Dialog';
import { Loading } from '../lib/Loading';
import type { Copies, SignOut } from './SignOut';

const options: readonly { value: Copies; title: string; text: string }[] = [
  { value: 'send', title: 'Send it first', text: 'Then you are signed out. It takes seconds, if the server can be reached.' },
  {
    value: 'keep',
    title: 'Keep it here until I am back',
    text: 'It is sent when you sign in here again within 30 days. Practice shows it to nobody, but whoever uses this browser could get at it.',
  },
  { value: 'delete', title: 'Delete it here', text: 'What the server does not have yet of your voice is lost for good.' },
];

/** Asks what becomes of the copies that this browser holds, before the person is signed out. */
export function SignOutDialog({ signOut }: { signOut: SignOut }) {
  const [copies, choose] = useState<Copies>('send');
  const step = signOut.step.value;
  const sending = step.at === 'sending';
  const leave = (): void => background(signOut.confirm(sending ? 'keep' : copies));
  return (
    <Dialog
      open={step.at === 'asking' || sending}
      title="Your voice is still in this browser"
      onClose={() => signOut.cancel()}
      actions={
        <>
          <Button onClick={() => signOut.cancel()}>Stay signed in</Button>
          <Button kind={sending ? 'secondary' : 'primary'} onClick={leave}>
            {sending ? 'Keep it here and sign out' : 'Sign out'}
          </Button>
        </>
      }
    >
      {step.at === 'asking' && (
        <>
          <p>{heldWords(step.held)} What did not arrive live is sent from it. What shall become of it?</p>
          <Choices legend="What shall become of it?" legendHidden name="copies" options={options} value={copies} onChoose={choose} />
        </>
      )}
      {step.at === 'sending' && <Loading what={`Sending what is left of ${recordings(step.held)} …`} />}
    </Dialog>
  );
}

function heldWords(held: Held): string {
  const here = `It holds a copy of ${recordings(held)}, until the server has all of it.`;
  return held.recording ? `You are being recorded right now: signing out stops that. ${here}` : here;
}

function recordings({ recordings: count }: Held): string {
  return count === 1 ? 'one recording' : `${count} recordings`;
}

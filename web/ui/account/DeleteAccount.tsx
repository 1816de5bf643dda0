import { useState } from 'preact/hooks';
import { deleteAccount } from '../api/me';
import type { User } from '../api/schema';
import { forgetUser } from '../copy/forget';
import { toast } from '../lib/announce';
import { Button } from '../lib/Button';
import { Dialog } from '../lib/Dialog';
import { TextField } from '../lib/Field';
import { go } from '../lib/router';
import { useSubmit } from '../lib/useSubmit';
import { confirms, wordToType } from './sessions';
import './Deletion.css';

interface DeleteProps {
  user: User;
  open: boolean;
  onClose: () => void;
}

/** Says what goes and what stays, has the name typed, and deletes everything. */
export function DeleteAccount({ user, open, onClose }: DeleteProps) {
  const [typed, setTyped] = useState('');
  const word = wordToType(user.name);
  const { busy, error, submit, clear } = useSubmit(async () => {
    if (!confirms(typed, user.name)) throw new Error(`Type ${word} to confirm.`);
    await deleteAccount();
    await forgetUser(user.id);
    go('/');
    toast('Your account is deleted, with everything that was yours.');
  });
  const close = (): void => {
    clear();
    setTyped('');
    onClose();
  };
  return (
    <Dialog
      open={open}
      title="Delete your account?"
      onClose={close}
      actions={
        <>
          <Button onClick={close}>Keep it</Button>
          <Button kind="danger" busy={busy} onClick={submit}>
            Delete everything
          </Button>
        </>
      }
    >
      <p>This is deleted at once, and can’t be brought back:</p>
      <ul class="deletion-list">
        <li>all your recordings, here and in the store</li>
        <li>the sessions that you made, with their questions and invite links; one that goes on ends now</li>
        <li>your name, also in the sessions of others</li>
        <li>your sign-ins in every browser, and your API tokens</li>
        <li>the copies of your voice in this browser</li>
      </ul>
      <p>
        Not ours to delete: recordings of others from sessions with you, downloads, the operator’s backups, and copies in your other browsers, which
        expire after 30 days.
      </p>
      <form onSubmit={submit}>
        <TextField
          label={`Type ${word} to confirm`}
          value={typed}
          autoComplete="off"
          maxLength={80}
          error={error}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </form>
    </Dialog>
  );
}

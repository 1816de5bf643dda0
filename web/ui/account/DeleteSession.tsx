import { deleteSession } from '../api/sessions';
import type { Session } from '../api/schema';
import { forgetSession } from '../copy/forget';
import { toast } from '../lib/announce';
import { Button } from '../lib/Button';
import { Dialog } from '../lib/Dialog';
import { day } from '../lib/time';
import { useSubmit } from '../lib/useSubmit';
import { deletedSessionWords } from './sessions';
import './Deletion.css';

interface DeleteProps {
  /** The session to delete; undefined keeps the dialog closed. */
  session: Session | undefined;
  onClose: () => void;
  onDeleted: (id: string) => void;
}

/** Asks once more, says what goes and what stays, and deletes. */
export function DeleteSession({ session, onClose, onDeleted }: DeleteProps) {
  const { busy, error, submit, clear } = useSubmit(async () => {
    if (!session) return;
    toast(deletedSessionWords(await deleteSession(session.id)));
    await forgetSession(session.id, session.clip_ids);
    onDeleted(session.id);
    onClose();
  });
  const close = (): void => {
    clear();
    onClose();
  };
  return (
    <Dialog
      open={session !== undefined}
      title="Delete this session?"
      onClose={close}
      actions={
        <>
          <Button onClick={close}>Keep it</Button>
          <Button kind="danger" busy={busy} onClick={submit}>
            Delete for good
          </Button>
        </>
      }
    >
      <p class="deletion-what">{session && `${session.format.name}, ${day(session.created_at)}`}</p>
      {session?.state !== 'ended' && <p>It is not over: it ends now, for everybody in it.</p>}
      <p>Its questions, names and invite links are deleted, and your own recordings of it, here and in the store.</p>
      {session?.kind === 'paired' && <p>A recording of somebody else stays in their library, with the question that it answers.</p>}
      <p>This can’t be undone.</p>
      {error !== '' && (
        <p class="deletion-error" role="alert">
          {error}
        </p>
      )}
    </Dialog>
  );
}

import { deleteClip } from '../api/clips';
import type { Clip } from '../api/schema';
import { toast } from '../lib/announce';
import { background } from '../lib/background';
import { Button } from '../lib/Button';
import { Dialog } from '../lib/Dialog';
import { useSubmit } from '../lib/useSubmit';
import { deletedWords } from './clips';
import './DeleteDialog.css';

interface DeleteProps {
  /** The clip to delete; undefined keeps the dialog closed. */
  clip: Clip | undefined;
  onClose: () => void;
  onDeleted: (id: string) => void;
}

/** Asks once more, says from where it will be gone, deletes, and says that it is gone. */
export function DeleteDialog({ clip, onClose, onDeleted }: DeleteProps) {
  const { busy, error, submit, clear } = useSubmit(async () => {
    if (!clip) return;
    toast(deletedWords(await deleteClip(clip.id)));
    // Fetched only now: nobody else who looks at a library needs it.
    background(import('../copy/forget').then(({ forgetClip }) => forgetClip(clip.id)));
    onDeleted(clip.id);
    onClose();
  });
  const close = (): void => {
    clear();
    onClose();
  };
  const goesOn = clip?.state === 'recording';
  return (
    <Dialog
      open={clip !== undefined}
      title={goesOn ? 'Stop recording, and delete this clip?' : 'Delete this clip?'}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>Keep it</Button>
          <Button kind="danger" busy={busy} onClick={submit}>
            {goesOn ? 'Stop and delete for good' : 'Delete for good'}
          </Button>
        </>
      }
    >
      <p class="delete-title">{clip?.title}</p>
      {goesOn && <p>You are being recorded for it right now. The session ends at once, for everybody who is in it.</p>}
      <p>It is deleted here and from the store where it is kept: the recording, the waveform and the receipt. This can’t be undone.</p>
      {error !== '' && (
        <p class="delete-error" role="alert">
          {error}
        </p>
      )}
    </Dialog>
  );
}

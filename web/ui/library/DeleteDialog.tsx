import { useState } from 'preact/hooks';
import { deleteClip } from '../api/clips';
import { failureOf } from '../api/failure';
import type { Clip } from '../api/schema';
import { toast } from '../lib/announce';
import { background } from '../lib/background';
import { Button } from '../lib/Button';
import { Dialog } from '../lib/Dialog';
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
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const close = (): void => {
    setError('');
    onClose();
  };
  const remove = async (id: string): Promise<void> => {
    setBusy(true);
    setError('');
    try {
      toast(deletedWords(await deleteClip(id)));
      onDeleted(id);
      onClose();
    } catch (failure) {
      setError(failureOf(failure).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open={clip !== undefined}
      title="Delete this clip?"
      onClose={close}
      actions={
        <>
          <Button onClick={close}>Keep it</Button>
          <Button kind="danger" busy={busy} onClick={() => clip && background(remove(clip.id))}>
            Delete for good
          </Button>
        </>
      }
    >
      <p class="delete-title">{clip?.title}</p>
      <p>It is deleted here and from the store where it is kept: the recording, the WAV, the waveform and the receipt. This can’t be undone.</p>
      {error !== '' && (
        <p class="delete-error" role="alert">
          {error}
        </p>
      )}
    </Dialog>
  );
}

import { useEffect, useRef, useState } from 'preact/hooks';
import { renameClip } from '../api/clips';
import { failureOf } from '../api/failure';
import type { Clip } from '../api/schema';
import { announce } from '../lib/announce';
import { background } from '../lib/background';
import { Button } from '../lib/Button';
import { TextField } from '../lib/Field';
import './RenameForm.css';

interface RenameProps {
  clip: Clip;
  onRenamed: (clip: Clip) => void;
  /** Called when it is over, with or without a change. */
  onEnd: () => void;
}

/** A clip's title as a field. Enter keeps it, Escape leaves it as it was. */
export function RenameForm({ clip, onRenamed, onEnd }: RenameProps) {
  const form = useRef<HTMLFormElement>(null);
  const [title, setTitle] = useState(clip.title);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  useEffect(() => {
    const menu = document.activeElement?.closest('details')?.querySelector('summary');
    const input = form.current?.querySelector('input');
    input?.focus();
    input?.select();
    // The form goes away with the focus in it: back to where it was opened.
    return () => menu?.focus();
  }, []);
  const keep = async (): Promise<void> => {
    if (title.trim() === '') return setError('Type what the clip should be called.');
    setBusy(true);
    try {
      onRenamed(await renameClip(clip.id, title));
      announce('Renamed.');
      onEnd();
    } catch (failure) {
      setError(failureOf(failure).message);
      setBusy(false);
    }
  };
  return (
    <form
      class="rename"
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) background(keep());
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onEnd();
      }}
    >
      <TextField label="Title" labelHidden value={title} maxLength={200} error={error} onInput={(event) => setTitle(event.currentTarget.value)} />
      <div class="rename-actions">
        <Button type="submit" kind="primary" size="small" busy={busy}>
          Keep
        </Button>
        <Button kind="quiet" size="small" onClick={onEnd}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

import { useEffect, useRef, useState } from 'preact/hooks';
import { renameClip } from '../api/clips';
import type { Clip } from '../api/schema';
import { announce } from '../lib/announce';
import { Button } from '../lib/Button';
import { TextField } from '../lib/Field';
import { useSubmit } from '../lib/useSubmit';
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
  useEffect(() => {
    const menu = document.activeElement?.closest('details')?.querySelector('summary');
    const input = form.current?.querySelector('input');
    input?.focus();
    input?.select();
    // The form goes away with the focus in it: back to where it was opened.
    return () => menu?.focus();
  }, []);
  const { busy, error, submit } = useSubmit(async () => {
    if (title.trim() === '') throw new Error('Type what the clip should be called.');
    onRenamed(await renameClip(clip.id, title));
    announce('Renamed.');
    onEnd();
  });
  return (
    <form
      class="rename"
      ref={form}
      onSubmit={submit}
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

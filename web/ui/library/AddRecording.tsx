import { useRef, useState } from 'preact/hooks';
import { failureOf } from '../api/failure';
import { toast } from '../lib/announce';
import { background } from '../lib/background';
import { Button } from '../lib/Button';
import type { Scope } from '../lib/scope';
import { useScope } from '../lib/useScope';
import { upload } from './upload';
import './AddRecording.css';

/** Brings an old recording into the library. */
export function AddRecording({ onAdded }: { onAdded: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  const life = useRef<Scope | undefined>(undefined);
  const [sent, setSent] = useState<number | undefined>(undefined);
  const [trouble, setTrouble] = useState('');
  useScope((scope) => {
    life.current = scope;
  });
  const send = async (file: File): Promise<void> => {
    if (!life.current) return;
    setTrouble('');
    setSent(0);
    try {
      const clip = await upload(life.current, file, setSent);
      toast(`“${clip.title}” is in your library.`);
      onAdded();
    } catch (error) {
      setTrouble(failureOf(error).message);
    }
    setSent(undefined);
    if (input.current) input.current.value = '';
  };
  return (
    <div class="add-recording">
      <input
        ref={input}
        type="file"
        hidden
        accept="audio/wav,audio/ogg,.wav,.ogg,.opus"
        aria-label="A WAV or Ogg Opus file"
        onChange={({ currentTarget: { files } }) => files?.[0] && background(send(files[0]))}
      />
      <Button busy={sent !== undefined} onClick={() => input.current?.click()}>
        Add a recording
      </Button>
      {sent !== undefined && (
        <label class="add-recording-progress">
          <span>{sent < 1 ? 'Sending …' : 'Looking at it …'}</span>
          <progress value={sent} max={1} />
        </label>
      )}
      {trouble !== '' && (
        <p class="add-recording-trouble" role="alert">
          {trouble}
        </p>
      )}
    </div>
  );
}

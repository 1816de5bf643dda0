import { useState } from 'preact/hooks';
import { failureOf } from '../api/failure';
import { rename } from '../api/me';
import { background } from '../lib/background';
import { Button } from '../lib/Button';
import { TextField } from '../lib/Field';
import './NameForm.css';

/** Asks for the name that others see. */
export function NameForm({ name, onDone }: { name: string; onDone: () => void }) {
  const [value, setValue] = useState(name);
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const keep = async (): Promise<void> => {
    if (value.trim() === '') return setError('Type a name, or just initials.');
    setBusy(true);
    try {
      await rename(value);
      onDone();
    } catch (failure) {
      setError(failureOf(failure).message);
      setBusy(false);
    }
  };
  return (
    <form
      class="name-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) background(keep());
      }}
    >
      <TextField label="Your name" value={value} autoComplete="name" maxLength={80} error={error} onInput={(event) => setValue(event.currentTarget.value)} />
      <Button type="submit" kind="primary" busy={busy}>
        Continue
      </Button>
    </form>
  );
}

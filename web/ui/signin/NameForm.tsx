import { useState } from 'preact/hooks';
import { rename } from '../api/me';
import { Button } from '../lib/Button';
import { TextField } from '../lib/Field';
import { useSubmit } from '../lib/useSubmit';
import './NameForm.css';

interface NameProps {
  name: string;
  /** What the button says. */
  action?: string;
  onDone: () => void;
}

/** Asks for the name that others see. */
export function NameForm({ name, action = 'Continue', onDone }: NameProps) {
  const [value, setValue] = useState(name);
  const { busy, error, submit } = useSubmit(async () => {
    if (value.trim() === '') throw new Error('Type a name, or just initials.');
    await rename(value);
    onDone();
  });
  return (
    <form class="name-form" onSubmit={submit}>
      <TextField label="Your name" value={value} autoComplete="name" maxLength={80} error={error} onInput={(event) => setValue(event.currentTarget.value)} />
      <Button type="submit" kind="primary" busy={busy}>
        {action}
      </Button>
    </form>
  );
}

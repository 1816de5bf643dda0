import { useState } from 'preact/hooks';
import { failureOf } from '../api/failure';
import { background } from './background';

/** Something that is sent once at a time. */
export interface Submit {
  /** An answer is awaited. */
  readonly busy: boolean;
  /** What went wrong the last time, in words; empty for nothing. */
  readonly error: string;
  /** Sends, unless it is being sent already. An event's own doing is prevented. */
  readonly submit: (event?: Event) => void;
  /** Takes the words on what went wrong away. */
  readonly clear: () => void;
}

/** Sends what a form or a dialog asks for. What `send` throws is shown in words; nothing else is done with it. */
export function useSubmit(send: () => Promise<void>): Submit {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const once = async (): Promise<void> => {
    setBusy(true);
    setError('');
    try {
      await send();
    } catch (failure) {
      setError(failureOf(failure).message);
    } finally {
      setBusy(false);
    }
  };
  const submit = (event?: Event): void => {
    event?.preventDefault();
    if (!busy) background(once());
  };
  return { busy, error, submit, clear: () => setError('') };
}

import { dismissToast, spoken, toasts } from './announce';
import { Button } from './Button';
import { CheckIcon, CloseIcon, WarningIcon } from './icons';
import './Toasts.css';

/** Shows the messages that stand, and the live region that speaks them. */
export function Toasts() {
  return (
    <>
      <p class="hidden-text" role="status" aria-live="polite">
        {spoken.value}
      </p>
      <ul class="toasts" aria-label="Messages" hidden={toasts.value.length === 0}>
        {toasts.value.map((toast) => (
          <li key={toast.id} class={`toast ${toast.kind}`}>
            {toast.kind === 'done' ? <CheckIcon /> : <WarningIcon />}
            <span>{toast.text}</span>
            <Button kind="quiet" size="small" iconOnly aria-label="Dismiss" onClick={() => dismissToast(toast.id)}>
              <CloseIcon />
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}

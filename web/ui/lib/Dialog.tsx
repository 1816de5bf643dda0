import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import './Dialog.css';

interface DialogProps {
  open: boolean;
  title: string;
  /** Called when the person closes it, also with Escape. */
  onClose: () => void;
  /** The buttons. The one that changes nothing comes first and has the focus. */
  actions: ComponentChildren;
  children: ComponentChildren;
}

/** The browser's own modal dialog: it holds the focus and gives it back. */
export function Dialog({ open, title, onClose, actions, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  // How many times it was closed here, which the browser tells of a while later:
  // it may be open again by then.
  const closed = useRef(0);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    if (open === dialog.open) return;
    if (open) return dialog.showModal();
    closed.current++;
    dialog.close();
    // The browser gives the focus back to what opened it; that may be gone.
    if (document.activeElement === document.body) document.querySelector<HTMLElement>('h1')?.focus();
  }, [open]);
  return (
    <dialog
      ref={ref}
      class="dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClose={() => {
        if (closed.current > 0) closed.current--;
        else onClose();
      }}
      onClick={(event) => {
        // A click on the dialog element itself is one on its backdrop.
        if (event.target === ref.current) onClose();
      }}
    >
      {open && (
        <div class="dialog-body">
          <h2 id={id}>{title}</h2>
          {children}
          <div class="dialog-actions">{actions}</div>
        </div>
      )}
    </dialog>
  );
}

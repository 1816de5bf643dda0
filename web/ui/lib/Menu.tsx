import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { useScope } from './useScope';
import './Menu.css';

interface MenuProps {
  /** What a screen reader calls the button. */
  label: string;
  button: ComponentChildren;
  /** Closes the menu when it changes. */
  closeOn?: string;
  children: ComponentChildren;
}

/** A panel that a button opens. It closes with Escape, with a click elsewhere, and when something in it is chosen. */
export function Menu({ label, button, closeOn = '', children }: MenuProps) {
  const ref = useRef<HTMLDetailsElement>(null);
  useScope(
    (scope) => {
      const details = ref.current;
      if (!details) return;
      details.open = false;
      scope.listen(document, 'pointerdown', (event) => {
        if (event.target instanceof Node && !details.contains(event.target)) details.open = false;
      });
      scope.listen<FocusEvent>(details, 'focusout', (event) => {
        if (event.relatedTarget instanceof Node && !details.contains(event.relatedTarget)) details.open = false;
      });
      scope.listen<KeyboardEvent>(details, 'keydown', (event) => {
        if (event.key !== 'Escape' || !details.open) return;
        details.open = false;
        details.querySelector('summary')?.focus();
      });
    },
    [closeOn],
  );
  return (
    <details class="menu" ref={ref}>
      <summary class="button quiet icon-only" aria-label={label} title={label}>
        {button}
      </summary>
      <div
        class="menu-panel"
        onClick={(event) => {
          const chosen = event.target instanceof Element && event.target.closest('a, button');
          if (!chosen || !ref.current) return;
          // What is chosen may take the focus; when it is over, it comes back here.
          ref.current.querySelector('summary')?.focus();
          ref.current.open = false;
        }}
      >
        {children}
      </div>
    </details>
  );
}

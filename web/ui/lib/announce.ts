import { signal } from '@preact/signals';

/** A message at the edge of the page, for a result that nobody is looking at. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly kind: 'done' | 'failed';
}

/** The messages that stand now, oldest first. */
export const toasts = signal<readonly Toast[]>([]);

/** What a screen reader says next; empty for nothing. */
export const spoken = signal('');

let lastId = 0;
const stands_ms = 6000;

/** Says something to screen readers alone. Saying the same again is heard again. */
export function announce(text: string): void {
  // A zero-width space makes a repeated text a change.
  spoken.value = spoken.value === text ? `${text}\u200B` : text;
}

/** Shows a message for a few seconds and says it; a failure stays until it is dismissed. */
export function toast(text: string, kind: Toast['kind'] = 'done'): void {
  const id = ++lastId;
  toasts.value = [...toasts.value, { id, text, kind }];
  announce(text);
  if (kind === 'done') setTimeout(() => dismissToast(id), stands_ms);
}

/** Takes a message away. */
export function dismissToast(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

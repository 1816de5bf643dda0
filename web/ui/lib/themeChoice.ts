import { signal } from '@preact/signals';
import { applyTheme, storedTheme, storeTheme, type Theme } from './theme';

/** The theme in force. */
export const theme = signal<Theme>(storedTheme());

/** Shows a theme and remembers it in this browser. */
export function chooseTheme(next: Theme): void {
  theme.value = next;
  applyTheme(next);
  storeTheme(next);
}

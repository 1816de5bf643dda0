import { store, stored } from './stored';

/** What the person chose: the system's scheme, or one of the two. */
export type Theme = 'system' | 'light' | 'dark';

const key = 'practice.theme';
const order: readonly Theme[] = ['system', 'light', 'dark'];

/** The theme remembered in this browser; `system` when there is none. */
export function storedTheme(): Theme {
  const value = stored(key);
  return order.find((theme) => theme === value) ?? 'system';
}

/** Remembers a theme in this browser, if the browser allows it. */
export function storeTheme(theme: Theme): void {
  store(key, theme === 'system' ? '' : theme);
}

/** Shows a theme without remembering it. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

/** The theme after this one, in the order of the switch. */
export function themeAfter(theme: Theme): Theme {
  return order[(order.indexOf(theme) + 1) % order.length] ?? 'system';
}

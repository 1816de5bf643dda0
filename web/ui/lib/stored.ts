/** What this browser remembers under a key; empty for nothing. A browser that forbids storage forgets, and works. */
export function stored(key: string): string {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

/** Remembers a text under a key in this browser; an empty one is forgotten. Where storage is forbidden it holds until the page is left. */
export function store(key: string, value: string): void {
  try {
    if (value === '') localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Nothing to do: what was chosen is in force all the same.
  }
}

const shortcutsKey = 'practice.shortcuts';

/** Whether keyboard shortcuts are on in this browser; they are until switched off. */
export function storedShortcuts(): boolean {
  return read(shortcutsKey) !== 'off';
}

/** Remembers whether keyboard shortcuts are on. */
export function storeShortcuts(on: boolean): void {
  write(shortcutsKey, on ? '' : 'off');
}

/** The points that were ticked off for a clip in this browser, by their place in the list. */
export function storedTicks(clipId: string): ReadonlySet<number> {
  const places = read(ticksKey(clipId)).split(',').filter((part) => part !== '').map(Number);
  return new Set(places.filter((place) => Number.isInteger(place)));
}

/** Remembers the points that were ticked off for a clip. */
export function storeTicks(clipId: string, ticks: ReadonlySet<number>): void {
  write(ticksKey(clipId), [...ticks].sort((a, b) => a - b).join(','));
}

function ticksKey(clipId: string): string {
  return `practice.ticks.${clipId}`;
}

function read(key: string): string {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    // A browser that forbids storage forgets, and works.
    return '';
  }
}

function write(key: string, value: string): void {
  try {
    if (value === '') localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // It holds until the page is left.
  }
}

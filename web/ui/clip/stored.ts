import { store, stored } from '../lib/stored';

const shortcutsKey = 'practice.shortcuts';

/** Whether keyboard shortcuts are on in this browser; they are until switched off. */
export function storedShortcuts(): boolean {
  return stored(shortcutsKey) !== 'off';
}

/** Remembers whether keyboard shortcuts are on. */
export function storeShortcuts(on: boolean): void {
  store(shortcutsKey, on ? '' : 'off');
}

/** The points that were ticked off for a clip in this browser, by their place in the list. */
export function storedTicks(clipId: string): ReadonlySet<number> {
  const places = stored(ticksKey(clipId)).split(',').filter((part) => part !== '').map(Number);
  return new Set(places.filter((place) => Number.isInteger(place)));
}

/** Remembers the points that were ticked off for a clip. */
export function storeTicks(clipId: string, ticks: ReadonlySet<number>): void {
  store(ticksKey(clipId), [...ticks].sort((a, b) => a - b).join(','));
}

function ticksKey(clipId: string): string {
  return `practice.ticks.${clipId}`;
}

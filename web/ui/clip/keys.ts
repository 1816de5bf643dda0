/** What a key does on the clip's page. */
export type Action =
  | { readonly do: 'toggle' }
  | { readonly do: 'seek'; readonly byMs: number }
  | { readonly do: 'start' }
  | { readonly do: 'end' }
  | { readonly do: 'slower' }
  | { readonly do: 'faster' }
  | { readonly do: 'mute' };

/** What of a key press counts. */
export interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  /** What has the focus. */
  readonly on: Focus;
}

/**
 * `text` takes keys as text, `button` (or link) takes the space bar, `control`
 * takes arrows and space bar, `position` is the clip's own slider.
 */
export type Focus = 'text' | 'button' | 'control' | 'position' | 'page';

/** How far the arrows go. */
export const stepMs = 5_000;
/** How far J and L go. */
export const leapMs = 15_000;

const letters: Readonly<Record<string, Action>> = {
  k: { do: 'toggle' },
  j: { do: 'seek', byMs: -leapMs },
  l: { do: 'seek', byMs: leapMs },
  '<': { do: 'slower' },
  '>': { do: 'faster' },
  m: { do: 'mute' },
};

const arrows: Readonly<Record<string, Action>> = {
  ArrowLeft: { do: 'seek', byMs: -stepMs },
  ArrowRight: { do: 'seek', byMs: stepMs },
  Home: { do: 'start' },
  End: { do: 'end' },
};

const onSlider: Readonly<Record<string, Action>> = {
  ArrowDown: { do: 'seek', byMs: -stepMs },
  ArrowUp: { do: 'seek', byMs: stepMs },
  PageDown: { do: 'seek', byMs: -leapMs },
  PageUp: { do: 'seek', byMs: leapMs },
};

/**
 * What a key press asks for; undefined leaves it to the browser. Nothing fires
 * in a text field or with a modifier. The slider's own keys always work, since
 * the slider has the focus; all others only while shortcuts are on (WCAG 2.1.4).
 */
export function actionFor({ key, ctrlKey, metaKey, altKey, on }: Press, shortcutsOn: boolean): Action | undefined {
  if (ctrlKey || metaKey || altKey || on === 'text') return undefined;
  if (on === 'position') {
    const slide = arrows[key] ?? onSlider[key];
    if (slide) return slide;
  }
  if (!shortcutsOn) return undefined;
  const letter = letters[key.toLowerCase()];
  if (letter) return letter;
  if (on === 'control') return undefined;
  if (key === ' ') return on === 'button' ? undefined : { do: 'toggle' };
  return arrows[key];
}

/** How an element with the focus takes keys. */
export function focusOf(element: Element | null): Focus {
  if (!element) return 'page';
  if (element.matches('[data-position]')) return 'position';
  if (element.matches('textarea, select, [contenteditable], input:not([type="range"], [type="checkbox"], [type="radio"])')) return 'text';
  if (element.matches('input') || element.closest('dialog')) return 'control';
  if (element.closest('a, button, summary')) return 'button';
  return 'page';
}

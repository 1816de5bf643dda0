import { signal } from '@preact/signals';
import type { Scope } from './scope';

/** Where the page is. */
export interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
  /** The fragment with its `#`, or empty. */
  readonly hash: string;
}

function whereAmI(): Place {
  return { path: location.pathname, query: new URLSearchParams(location.search), hash: location.hash };
}

/** Where the page is; changes with every navigation. */
export const place = signal<Place>({ path: '/', query: new URLSearchParams(), hash: '' });

let focusWanted = false;

/**
 * Whether the heading that appears now should take the focus, because the
 * person came from another page. Answers true once for each navigation.
 */
export function takeFocusWish(): boolean {
  const wanted = focusWanted;
  focusWanted = false;
  return wanted;
}

/** What stands at a place that is not left without asking. */
export interface Guard {
  /** Whether one has to be asked now. */
  readonly keeps: () => boolean;
  /** Asks; calls `leave` when the person agrees. */
  readonly ask: (leave: () => void) => void;
}

let guard: Guard | undefined;

/** Has a guard stand at this place for as long as the scope lives. */
export function guardLeaving(scope: Scope, one: Guard): void {
  guard = one;
  scope.own(() => {
    if (guard === one) guard = undefined;
  });
}

/** Does what leads away from this place: at once, or when the person was asked and agrees. */
export function leaveFor(leave: () => void): void {
  if (guard?.keeps() === true) guard.ask(leave);
  else leave();
}

/** Goes to an address of the page, unless the person was asked and stays. `replace` leaves no way back to this one. */
export function go(address: string, options: { replace?: boolean } = {}): void {
  if (new URL(address, location.href).pathname === location.pathname) travel(address, options);
  else leaveFor(() => travel(address, options));
}

function travel(address: string, { replace = false }: { replace?: boolean }): void {
  const before = location.pathname;
  if (replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  if (location.pathname !== before) {
    focusWanted = true;
    scrollTo(0, 0);
  }
  place.value = whereAmI();
}

/** Makes links and the back button change the page without loading it anew. */
export function startRouter(scope: Scope): void {
  place.value = whereAmI();
  followHistory(scope);
  scope.listen<MouseEvent>(document, 'click', (event) => {
    const address = ownAddress(event);
    if (address === undefined) return;
    event.preventDefault();
    go(address);
  });
}

/** Follows the back and forward buttons. Where a guard keeps the person, this place is put back on top, and the way there is one step back. */
function followHistory(scope: Scope): void {
  let current = { path: '', address: '' };
  scope.own(place.subscribe(({ path }) => void (current = { path, address: location.href })));
  scope.listen(window, 'popstate', () => {
    const elsewhere = location.pathname !== current.path;
    if (elsewhere && guard?.keeps() === true) {
      history.pushState(null, '', current.address);
      leaveFor(() => history.back());
      return;
    }
    if (elsewhere) focusWanted = true;
    place.value = whereAmI();
  });
}

/** The address of the page's own that a click asks for, if it is a plain click on such a link. */
function ownAddress(event: MouseEvent): string | undefined {
  if (event.defaultPrevented || event.button !== 0) return undefined;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return undefined;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || link.target !== '' || link.hasAttribute('download')) return undefined;
  const url = new URL(link.href, location.href);
  if (url.origin !== location.origin || url.pathname.startsWith('/api/')) return undefined;
  if (url.pathname === location.pathname && url.search === location.search && url.hash !== '') return undefined;
  return url.pathname + url.search + url.hash;
}

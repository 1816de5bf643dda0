import { signal } from '@preact/signals';
import type { Scope } from './scope';

/** Where the page is. */
export interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
  /** The fragment with its `#`, or empty. */
  readonly hash: string;
}

function here(): Place {
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

/** Goes to an address of the page. `replace` leaves no way back to this one. */
export function go(address: string, options: { replace?: boolean } = {}): void {
  const before = location.pathname;
  if (options.replace === true) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  arrive(before);
}

function arrive(before: string): void {
  if (location.pathname !== before) {
    focusWanted = true;
    scrollTo(0, 0);
  }
  place.value = here();
}

/** Makes links and the back button change the page without loading it anew. */
export function startRouter(scope: Scope): void {
  place.value = here();
  let current = location.pathname;
  scope.own(place.subscribe((now) => void (current = now.path)));
  scope.listen(window, 'popstate', () => {
    if (location.pathname !== current) focusWanted = true;
    place.value = here();
  });
  scope.listen<MouseEvent>(document, 'click', (event) => {
    const address = ownAddress(event);
    if (address === undefined) return;
    event.preventDefault();
    go(address);
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

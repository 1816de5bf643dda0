import type { ComponentChildren } from 'preact';
import { HomePage } from './home/HomePage';
import { lazy } from './lib/Lazy';
import { NotFoundPage } from './lib/NotFoundPage';
import { match, type Params } from './lib/route';
import type { Place } from './lib/router';
import { SignInPage } from './signin/SignInPage';

const NewPage = lazy(async () => (await import('./session/NewPage')).NewPage);
const LibraryPage = lazy(async () => (await import('./library/LibraryPage')).LibraryPage);
const ClipPage = lazy(async () => (await import('./clip/ClipPage')).ClipPage);
const RoomPage = lazy(async () => (await import('./room/RoomPage')).RoomPage);
const AccountPage = lazy(async () => (await import('./account/AccountPage')).AccountPage);
const JoinPage = lazy(async () => (await import('./room/JoinPage')).JoinPage);

interface Route {
  readonly pattern: string;
  /** Whether nobody may see it: others are asked to sign in first. */
  readonly open?: boolean;
  readonly show: (params: Params, query: string, hash: string) => ComponentChildren;
}

// A key gives each clip, session and invite a page of its own, and each wish for a session a fresh form.
const routes: readonly Route[] = [
  { pattern: '/', open: true, show: () => <HomePage /> },
  { pattern: '/sign-in', open: true, show: () => <SignInPage /> },
  { pattern: '/new', show: (_, query) => <NewPage key={query} /> },
  { pattern: '/clips', show: () => <LibraryPage /> },
  { pattern: '/clips/{id}', show: ({ id = '' }) => <ClipPage key={id} id={id} /> },
  { pattern: '/sessions/{id}', show: ({ id = '' }) => <RoomPage key={id} id={id} /> },
  { pattern: '/account', show: () => <AccountPage /> },
  { pattern: '/join', open: true, show: (_, __, hash) => <JoinPage key={hash} old="" /> },
  { pattern: '/invite/{token}', open: true, show: ({ token = '' }) => <JoinPage key={token} old={token} /> }, // links of before
];

/** What stands at a place, and whether one must be signed in to see it. */
export function routeTo(place: Place): { open: boolean; show: () => ComponentChildren } {
  for (const { pattern, open = false, show } of routes) {
    const params = match(pattern, place.path);
    if (params) return { open, show: () => show(params, place.query.toString(), place.hash) };
  }
  return { open: true, show: () => <NotFoundPage /> };
}

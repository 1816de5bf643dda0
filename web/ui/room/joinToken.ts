/**
 * The token of an invite link, `/join#…`, taken out of the address bar. It stays
 * with this entry of the tab's history, so that the page can be loaded again; a link
 * of before has it in its path. Empty when there is none.
 */
export function takeToken(old = ''): string {
  const token = old !== '' ? old : location.hash.replace(/^#/, '');
  if (token !== '') history.replaceState({ invite: token }, '', '/join');
  const kept = history.state as { invite?: unknown } | null;
  return typeof kept?.invite === 'string' ? kept.invite : '';
}

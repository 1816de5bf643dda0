/** The token in the fragment of a sign-in link, `#token=…`; empty when there is none. */
export function tokenIn(hash: string): string {
  return new URLSearchParams(hash.replace(/^#/, '')).get('token') ?? '';
}

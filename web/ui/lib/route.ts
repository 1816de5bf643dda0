/** What a path matched: the parameters named in the pattern. */
export type Params = Readonly<Record<string, string>>;

/**
 * Matches a path against a pattern such as `/clips/{id}`. A trailing slash
 * does not matter; a parameter is one segment and never empty. Returns
 * undefined when it does not match.
 */
export function match(pattern: string, path: string): Params | undefined {
  const want = segments(pattern);
  const got = segments(path);
  if (want.length !== got.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of want.entries()) {
    const value = got[index] ?? '';
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    if (name === undefined) {
      if (part !== value) return undefined;
      continue;
    }
    const decoded = decode(value);
    if (decoded === undefined) return undefined;
    params[name] = decoded;
  }
  return params;
}

function segments(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

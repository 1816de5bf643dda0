type JsonObject = Readonly<Record<string, unknown>>;

/**
 * A JSON value after a merge patch (RFC 7396): what the patch names is put in
 * place, what it sets to null goes away. Parts that the patch does not name stay
 * the same objects.
 */
export function mergePatch(value: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged = new Map(Object.entries(isObject(value) ? value : {}));
  for (const [name, change] of Object.entries(patch)) {
    if (change === null) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name), change));
  }
  return Object.fromEntries(merged);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

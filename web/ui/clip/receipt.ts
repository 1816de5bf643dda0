import type { Receipt } from '../api/schema';
import { clock } from '../lib/time';

/** Less than this can't be heard missing. */
const audibleMs = 100;

/** What a receipt says, in one sentence for the person who spoke. */
export function receiptWords({ missing_ms, gaps, stored_ms }: Receipt): string {
  if (missing_ms < audibleMs) return `Nothing is missing: all ${clock(stored_ms)} of your voice are stored.`;
  const places = gaps.filter(({ duration_ms }) => duration_ms >= audibleMs).length || gaps.length;
  const where = places === 1 ? 'in one place' : `in ${places} places`;
  return `${seconds(missing_ms)} are missing ${where}. They are kept as silence, so that everything after them is where it was.`;
}

/** A short duration in seconds with one decimal: `2.4 s`. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** A file's size: `439 kB`, `12.3 MB`. */
export function size(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000))} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

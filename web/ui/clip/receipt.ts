import type { Receipt } from '../api/schema';
import { clock } from '../lib/time';
import { audible_ms } from '../lib/words';

/** What a receipt says, in one sentence for the person who spoke. */
export function receiptWords({ missing_ms, backfilled_ms, gaps, stored_ms }: Receipt): string {
  const filled = backfilled_ms < audible_ms ? '' : ` ${seconds(backfilled_ms)} of it did not arrive live and came from your browser’s copy.`;
  if (missing_ms < audible_ms) return `Nothing is missing: all ${clock(stored_ms)} of your voice are stored.${filled}`;
  const missing = gaps.filter(({ backfilled }) => !backfilled);
  const places = missing.filter(({ duration_ms }) => duration_ms >= audible_ms).length || missing.length;
  const where = places === 1 ? 'in one place' : `in ${places} places`;
  return `${seconds(missing_ms)} are missing ${where}. They are kept as silence, so that everything after them is where it was.${filled}`;
}

/** The gaps that can be heard; all, if none of them can. */
export function worthTelling(gaps: Receipt['gaps']): Receipt['gaps'] {
  const heard = gaps.filter(({ duration_ms }) => duration_ms >= audible_ms);
  return heard.length > 0 ? heard : gaps;
}

/** A share of a whole in percent, which is 100 or 0 only when it is all or nothing. */
export function share(part_ms: number, whole_ms: number): string {
  if (whole_ms <= 0) return '0 %';
  const percent = (100 * part_ms) / whole_ms;
  const rounded = percent > 0 && percent < 100 ? Math.min(Math.max(percent, 0.1), 99.9) : percent;
  return `${rounded.toFixed(rounded === 0 || rounded === 100 ? 0 : 1)} %`;
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

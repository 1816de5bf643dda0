import type { Receipt } from '../api/schema';
import { clock } from '../lib/time';
import { audible_ms, causeWords, endingWords } from '../lib/words';

/** What a receipt says, in some sentences for the person who spoke: never more than the server knows. */
export function receiptWords(receipt: Receipt): string {
  const { missing_ms, backfilled_ms, stored_ms, verdict, end } = receipt;
  const said: string[] = [];
  if (verdict === 'unknown') return 'The server could not read the recording through, so it is not known whether anything is missing. It is kept as it is.';
  if (verdict === 'copy_on_its_way') said.push('Your browser’s copy is on its way: this recording may still become longer and more complete.');
  if (verdict === 'complete') said.push(`Nothing is missing: all ${clock(stored_ms)} of your voice are stored.`);
  if (missing_ms >= audible_ms) said.push(missingWords(receipt));
  else if (verdict === 'incomplete') said.push('The recording is shorter than the session was.');
  if (end !== 'stopped') {
    if (missing_ms < audible_ms) said.push('Everything that arrived is stored.');
    said.push(`${sentence(endingWords(receipt))}; whether you said more after that is not known.`);
  }
  if (backfilled_ms >= audible_ms) said.push(`${seconds(backfilled_ms)} of it did not arrive live and came from your browser’s copy.`);
  return said.join(' ');
}

function missingWords({ missing_ms, gaps }: Receipt): string {
  const missing = gaps.filter(({ backfilled, cause }) => !backfilled && cause !== 'connection_lost');
  const places = missing.filter(({ duration_ms }) => duration_ms >= audible_ms).length || missing.length;
  const where = places === 1 ? 'in one place' : `in ${places} places`;
  return `${seconds(missing_ms)} are missing ${where}. They are kept as silence, so that everything after them is where it was.`;
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What became of a stretch that did not arrive live, in a few words. */
export function gapWords({ duration_ms, backfilled, cause }: Receipt['gaps'][number]): string {
  const unknown = cause === 'connection_lost' && !backfilled;
  const what = unknown ? 'of silence' : backfilled ? 'from your browser’s copy' : 'missing';
  return `${seconds(duration_ms)} ${what}: ${causeWords(cause)}`;
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

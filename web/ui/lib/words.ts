import type { Clip, Format, Invite, Receipt } from '../api/schema';
import { clock, day, timeOfDay } from './time';

// What the server sends as a code, in words for people. They are said nowhere else on the page.

/** Words by code. A code that a newer server sends is shown as it is, with spaces. */
function wordsOf(words: Readonly<Record<string, string>>, code: string): string {
  return words[code] ?? code.replaceAll('_', ' ');
}

const ends: Readonly<Record<string, string>> = {
  ended_by_plan: 'time is up',
  ended_by_participant: 'ended by a participant',
  ended_by_absence: 'everybody had left',
  ended_by_shutdown: 'the server was stopped',
  consent_withdrawn: 'somebody no longer agreed to the recording; what was recorded until then is kept',
  access_ended: 'the sign-in or API token with which the candidate was here is over; what was recorded until then is kept',
  ended_by_fault: 'the server made a mistake, which is in its log; what was recorded until then is kept',
  recording_failed: 'the server could not begin the recording',
};

/** Why a session ended, as a part of a sentence; empty for no reason. */
export function endWords(reason: string): string {
  return wordsOf(ends, reason);
}

const media: Readonly<Record<Format['medium'], string>> = {
  verbal: 'verbal',
  whiteboard: 'whiteboard',
  live_coding: 'live coding',
};

/** The medium of a format. */
export function mediumWords(medium: string): string {
  return wordsOf(media, medium);
}

const formats: Readonly<Record<string, string>> = {
  'explain-a-concept': 'Explain a concept',
  'quick-answer': 'Quick answer',
  'domain-knowledge': 'Domain knowledge',
  'behavioural-story': 'Behavioural story',
  'technical-screen-45': 'Technical screen 45',
  'system-design-45': 'System design 45',
  'peer-swap-30': 'Peer swap 2 × 30',
  'peer-swap-10': 'Peer swap 2 × 10',
  'open-recording': 'Open recording',
};

/** Where a clip comes from: the name of its session's format, or that somebody brought it. */
export function sourceWords({ format, origin }: { readonly format: string; readonly origin?: string | undefined }): string {
  return origin === 'imported' ? 'Brought along' : (formats[format] ?? format);
}

const roles: Readonly<Record<string, string>> = {
  candidate: 'as the candidate',
  interviewer: 'as the interviewer',
  observer: 'to listen',
};

/** As what somebody comes in, as a part of a sentence. */
export function roleWords(role: string): string {
  return wordsOf(roles, role);
}

const lets: Readonly<Record<Invite['role'], string>> = {
  candidate: 'the candidate',
  interviewer: 'the interviewer',
  observer: 'observers',
  '': 'a peer, then observers',
};

/** Whom an invite lets in, and what became of it, in sentences. */
export function inviteWords({ role, knock, uses, used, open, revoked, expires_at }: Omit<Invite, 'id' | 'url' | 'created_at'>): string {
  const whom = `For ${wordsOf(lets, role)}${uses > 1 ? `, ${uses} times` : ', once'}${knock ? '; you are asked before they are in' : ''}.`;
  if (revoked) return `${whom} Revoked.`;
  if (used >= uses) return `${whom} Used.`;
  if (!open) return `${whom} Past its time.`;
  return `${whom}${used > 0 ? ` Used ${used} of ${uses} times.` : ''} Good until ${day(expires_at)}.`;
}

const causes: Readonly<Record<Receipt['gaps'][number]['cause'], string>> = {
  not_yet_arrived: 'the voice had not arrived yet',
  lost: 'packets were lost',
  paused: 'the sender paused',
  disconnected: 'the connection was interrupted',
  stopped: 'nothing arrived until the end',
  connection_lost: 'the connection was lost; whether anything was said here is not known',
  no_room: 'the server’s disk was full',
  damaged: 'the server’s copy was damaged',
  interrupted: 'the server was stopped',
  unknown: 'an older version of the server did not say why',
};

/** Why a stretch of a clip has no sound that arrived live. */
export function causeWords(cause: string): string {
  return wordsOf(causes, cause);
}

type Reason = Exclude<Clip['reason'], ''>;
type Wait = Extract<Reason, `store_${string}` | 'cannot_finish' | 'disk_full'>;

/** What a clip waits for, in words that a time to try again may follow. */
const waits: Readonly<Record<Wait, string>> = {
  store_unreachable: 'The store can’t be reached',
  store_refuses: 'The store refuses the recording',
  store_mismatch: 'The store gave back something else than it was given',
  cannot_finish: 'The server can’t finish the recording at the moment',
  disk_full: 'The server’s disk has no room to store the recording',
};

/** Why a clip failed or lacks something. */
const faults: Readonly<Record<Exclude<Reason, Wait>, string>> = {
  no_sound: 'No sound reached the server. Check on the microphone test that your level moves, and that the network lets UDP or TCP through.',
  waits_for_node: 'The recording lies safely on the server that recorded it, which is not there now. It is stored when that server comes back.',
  not_in_spool: 'The server was stopped before the recording reached its disk.',
  unknown: 'An older version of the server noted the reason in its log alone.',
  derived_missing: 'The waveform could not be drawn. The recording itself is whole.',
};

/** Why a clip failed, what it waits for or lacks, in sentences; empty for nothing. `retry_at` is when it is tried again. */
export function reasonWords({ reason, retry_at }: { readonly reason: string; readonly retry_at?: string | undefined }): string {
  if (!(reason in waits)) return wordsOf(faults, reason);
  const again = retry_at === undefined || retry_at === '' ? '' : `; trying again at ${timeOfDay(new Date(retry_at))}`;
  return `${wordsOf(waits, reason)}${again}. The recording is safe on the server.`;
}

/** What a receipt is judged by. */
type Judged = Pick<Receipt, 'verdict' | 'end' | 'stored_ms' | 'missing_ms' | 'unknown_ms' | 'backfilled_ms'> & {
  readonly gaps: readonly Pick<Receipt['gaps'][number], 'at_ms' | 'duration_ms' | 'backfilled' | 'cause'>[];
};

/** Less than this can't be heard missing. */
export const audible_ms = 100;

/** Whether a recording is whole, in a few words: `complete`, `1.3 s missing at 0:07, 31 s backfilled`. */
export function verdictWords(receipt: Judged): string {
  const { missing_ms, backfilled_ms, gaps, verdict, end } = receipt;
  const known = missing_ms < audible_ms ? [] : [`${length(missing_ms)} missing ${places(gaps)}`];
  if (verdict === 'complete') known.unshift('complete');
  if (verdict === 'unknown') known.unshift('not known: it can’t be read through');
  if (verdict === 'copy_on_its_way') known.unshift('more is on its way from your browser');
  if (verdict === 'incomplete' && missing_ms < audible_ms) known.unshift('shorter than the session');
  if (end !== 'stopped' && verdict !== 'unknown') known.push(`end unknown: ${endingWords(receipt)}`);
  if (backfilled_ms >= audible_ms) known.push(`${length(backfilled_ms)} backfilled`);
  return known.join(', ');
}

const endings: Readonly<Record<Receipt['end'], string>> = {
  stopped: 'it was stopped',
  connection_lost: 'the connection was lost',
  server_lost: 'the server was stopped',
};

/** How a recording ended, and when: `the connection was lost at 0:31`. */
export function endingWords({ end, stored_ms, unknown_ms }: Pick<Receipt, 'end' | 'stored_ms' | 'unknown_ms'>): string {
  return `${wordsOf(endings, end)} at ${clock(stored_ms - unknown_ms)}`;
}

/** Where sound is missing. What can't be heard counts only where nothing else is missing. */
function places(gaps: Judged['gaps']): string {
  const silent = gaps.filter(({ backfilled, cause }) => !backfilled && cause !== 'connection_lost');
  const count = silent.filter(({ duration_ms }) => duration_ms >= audible_ms).length || silent.length;
  const [longest] = [...silent].sort((a, b) => b.duration_ms - a.duration_ms);
  const at = `at ${clock(longest?.at_ms ?? 0)}`;
  return count === 1 ? at : `in ${count} places, the longest ${at}`;
}

function length(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}

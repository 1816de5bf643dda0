import { describe, expect, it } from 'vitest';
import { causeWords, endWords, inviteWords, mediumWords, reasonWords, sourceWords, verdictWords } from './words';

describe('codes in words', () => {
  it('says why a session ended', () => {
    expect(endWords('ended_by_plan')).toBe('time is up');
    expect(endWords('')).toBe('');
  });

  it('shows a code that it does not know', () => {
    expect(causeWords('struck_by_lightning')).toBe('struck by lightning');
    expect(mediumWords('live_coding')).toBe('live coding');
  });

  it('says where a clip comes from', () => {
    expect(sourceWords({ format: 'peer-swap-10', origin: 'session' })).toBe('Peer swap 2 × 10');
    expect(sourceWords({ format: 'open-recording', origin: 'whip' })).toBe('Open recording');
    expect(sourceWords({ format: '', origin: 'imported' })).toBe('Brought along');
    expect(sourceWords({ format: 'of tomorrow', origin: 'session' })).toBe('of tomorrow');
  });

  it('says when something is tried again, where it is', () => {
    const at = '2026-11-26T15:04:00Z';
    const time = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' }).format(new Date(at));
    expect(reasonWords({ reason: 'store_unreachable', retry_at: at })).toBe(`The store can’t be reached; trying again at ${time}. The recording is safe on the server.`);
    expect(reasonWords({ reason: 'cannot_finish' })).toBe('The server can’t finish the recording at the moment. The recording is safe on the server.');
    expect(reasonWords({ reason: 'not_in_spool', retry_at: at })).toBe('The server was stopped before the recording reached its disk.');
    expect(reasonWords({ reason: '' })).toBe('');
  });
});

describe('the verdict on a receipt', () => {
  const gap = (at_ms: number, duration_ms: number, backfilled = false, cause: 'lost' | 'connection_lost' = 'lost') => ({ at_ms, duration_ms, backfilled, cause });
  const whole = { verdict: 'complete', end: 'stopped', stored_ms: 90_000, missing_ms: 0, unknown_ms: 0, backfilled_ms: 0, gaps: [] } as const;

  it.each([
    ['complete', whole],
    ['complete', { ...whole, missing_ms: 99, gaps: [gap(0, 99)] }],
    ['complete, 31 s backfilled', { ...whole, backfilled_ms: 31_000, gaps: [gap(5000, 31_000, true)] }],
    ['1.3 s missing at 0:07', { ...whole, verdict: 'incomplete', missing_ms: 1300, gaps: [gap(7000, 1300)] }],
    ['1.3 s missing at 0:07', { ...whole, verdict: 'incomplete', missing_ms: 1340, gaps: [gap(100, 40), gap(7000, 1300)] }],
    [
      '0.1 s missing in 3 places, the longest at 1:03',
      { ...whole, verdict: 'incomplete', missing_ms: 120, gaps: [gap(0, 30), gap(63_000, 60), gap(90_000, 30)] },
    ],
    [
      '12 s missing in 2 places, the longest at 0:09, 2.0 s backfilled',
      { ...whole, verdict: 'incomplete', missing_ms: 12_000, backfilled_ms: 2000, gaps: [gap(1000, 2000), gap(9000, 10_000), gap(30_000, 2000, true)] },
    ],
    [
      'end unknown: the connection was lost at 0:31',
      { ...whole, verdict: 'end_unknown', end: 'connection_lost', stored_ms: 36_200, unknown_ms: 5200, gaps: [gap(31_000, 5200, false, 'connection_lost')] },
    ],
    ['end unknown: the server was stopped at 0:05', { ...whole, verdict: 'end_unknown', end: 'server_lost', stored_ms: 5200 }],
    [
      'more is on its way from your browser, end unknown: the server was stopped at 0:05',
      { ...whole, verdict: 'copy_on_its_way', end: 'server_lost', stored_ms: 5200 },
    ],
    [
      'more is on its way from your browser, 1.3 s missing at 0:07',
      { ...whole, verdict: 'copy_on_its_way', missing_ms: 1300, gaps: [gap(7000, 1300)] },
    ],
    ['not known: it can’t be read through', { ...whole, verdict: 'unknown' }],
  ] as const)('is %s', (want, receipt) => {
    expect(verdictWords(receipt)).toBe(want);
  });

  it('says whom an invite lets in and what became of it', () => {
    const invite = { role: 'observer', knock: true, uses: 5, used: 2, open: true, revoked: false, expires_at: '2099-11-26T15:04:00Z' } as const;
    expect(inviteWords(invite)).toMatch(/^For observers, 5 times; you are asked before they are in\. Used 2 of 5 times\. Good until .*2099/);
    expect(inviteWords({ ...invite, role: 'candidate', knock: false, uses: 1, used: 1, open: false })).toBe('For the candidate, once. Used.');
    expect(inviteWords({ ...invite, role: 'candidate', knock: false, uses: 1, used: 0, open: false })).toBe('For the candidate, once. Past its time.');
    expect(inviteWords({ ...invite, open: false, revoked: true })).toMatch(/Revoked\.$/);
  });
});

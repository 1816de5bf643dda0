import { describe, expect, it } from 'vitest';
import type { Receipt } from '../api/schema';
import { gapWords, receiptWords, share, size } from './receipt';

const whole: Receipt = {
  expected_ms: 90_000,
  stored_ms: 90_000,
  live_ms: 90_000,
  backfilled_ms: 0,
  missing_ms: 0,
  unknown_ms: 0,
  end: 'stopped',
  gaps: [],
  checksum: 'sha256:00',
  size: 1,
  store: 'folder clips',
  verified_at: '2026-11-23T20:00:00Z',
  verdict: 'complete',
};

describe('receiptWords', () => {
  it('says that nothing is missing', () => {
    expect(receiptWords(whole)).toBe('Nothing is missing: all 1:30 of your voice are stored.');
    expect(receiptWords({ ...whole, missing_ms: 40, gaps: [{ at_ms: 0, duration_ms: 40, cause: 'not_yet_arrived', backfilled: false }] })).toMatch(/^Nothing is missing/);
  });
  it('says how much is missing, and in how many places', () => {
    const gaps: Receipt['gaps'] = [
      { at_ms: 0, duration_ms: 20, cause: 'not_yet_arrived', backfilled: false },
      { at_ms: 4000, duration_ms: 1800, cause: 'lost', backfilled: false },
      { at_ms: 9000, duration_ms: 600, cause: 'lost', backfilled: false },
    ];
    expect(receiptWords({ ...whole, verdict: 'incomplete', missing_ms: 2420, gaps })).toMatch(/^2\.4 s are missing in 2 places\./);
    expect(receiptWords({ ...whole, verdict: 'incomplete', missing_ms: 1800, gaps: gaps.slice(0, 2) })).toMatch(/^1\.8 s are missing in one place\./);
  });
});

describe('what came from the browser', () => {
  const gaps: Receipt['gaps'] = [{ at_ms: 4000, duration_ms: 31_000, cause: 'lost', backfilled: true }];
  it('is not missing', () => {
    expect(receiptWords({ ...whole, backfilled_ms: 31_000, gaps })).toBe(
      'Nothing is missing: all 1:30 of your voice are stored. 31.0 s of it did not arrive live and came from your browser’s copy.',
    );
  });
});

describe('what nobody can know', () => {
  const tail: Receipt['gaps'][number] = { at_ms: 31_000, duration_ms: 5200, cause: 'connection_lost', backfilled: false };
  it('is not called missing, nor complete, when the connection was lost', () => {
    const vanished: Receipt = { ...whole, verdict: 'end_unknown', end: 'connection_lost', stored_ms: 36_200, unknown_ms: 5200, gaps: [tail] };
    expect(receiptWords(vanished)).toBe('Everything that arrived is stored. The connection was lost at 0:31; whether you said more after that is not known.');
    expect(gapWords(tail)).toBe('5.2 s of silence: the connection was lost; whether anything was said here is not known');
    expect(gapWords({ ...tail, backfilled: true })).toMatch(/^5\.2 s from your browser’s copy/);
  });
  it('is said when the server was stopped', () => {
    expect(receiptWords({ ...whole, verdict: 'end_unknown', end: 'server_lost', stored_ms: 5200 })).toBe(
      'Everything that arrived is stored. The server was stopped at 0:05; whether you said more after that is not known.',
    );
  });
  it('is said of a copy that is on its way', () => {
    expect(receiptWords({ ...whole, verdict: 'copy_on_its_way', end: 'server_lost', stored_ms: 5200 })).toMatch(/^Your browser’s copy is on its way/);
  });
  it('is said of what can’t be read', () => {
    expect(receiptWords({ ...whole, verdict: 'unknown' })).toMatch(/^The server could not read the recording through/);
  });
});

describe('share', () => {
  it.each([
    [0, '0 %'],
    [1, '0.1 %'],
    [45_000, '50.0 %'],
    [89_999, '99.9 %'],
    [90_000, '100 %'],
  ])('%i of 90000 ms are %s', (part, want) => expect(share(part, 90_000)).toBe(want));
});

describe('size', () => {
  it.each([
    [12, '1 kB'],
    [438_993, '439 kB'],
    [12_345_678, '12.3 MB'],
  ])('%i bytes are %s', (bytes, want) => expect(size(bytes)).toBe(want));
});

import { describe, expect, it } from 'vitest';
import type { Receipt } from '../api/schema';
import { receiptWords, share, size } from './receipt';

const whole: Receipt = {
  expected_ms: 90_000,
  stored_ms: 90_000,
  live_ms: 90_000,
  backfilled_ms: 0,
  missing_ms: 0,
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
    expect(receiptWords({ ...whole, missing_ms: 2420, gaps })).toMatch(/^2\.4 s are missing in 2 places\./);
    expect(receiptWords({ ...whole, missing_ms: 1800, gaps: gaps.slice(0, 2) })).toMatch(/^1\.8 s are missing in one place\./);
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

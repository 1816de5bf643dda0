import { describe, expect, it } from 'vitest';
import type { Receipt } from '../api/schema';
import { receiptWords, size } from './receipt';

const whole: Receipt = {
  expected_ms: 90_000,
  stored_ms: 90_000,
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
    expect(receiptWords({ ...whole, missing_ms: 40, gaps: [{ at_ms: 0, duration_ms: 40, cause: 'late' }] })).toMatch(/^Nothing is missing/);
  });
  it('says how much is missing, and in how many places', () => {
    const gaps = [
      { at_ms: 0, duration_ms: 20, cause: 'late' },
      { at_ms: 4000, duration_ms: 1800, cause: 'lost' },
      { at_ms: 9000, duration_ms: 600, cause: 'lost' },
    ];
    expect(receiptWords({ ...whole, missing_ms: 2420, gaps })).toMatch(/^2\.4 s are missing in 2 places\./);
    expect(receiptWords({ ...whole, missing_ms: 1800, gaps: gaps.slice(0, 2) })).toMatch(/^1\.8 s are missing in one place\./);
  });
});

describe('size', () => {
  it.each([
    [12, '1 kB'],
    [438_993, '439 kB'],
    [12_345_678, '12.3 MB'],
  ])('%i bytes are %s', (bytes, want) => expect(size(bytes)).toBe(want));
});

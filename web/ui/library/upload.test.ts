import { expect, test } from 'vitest';
import { importAddress, titleOf } from './upload';

test.each([
  ['TCP handshake.wav', 'TCP handshake'],
  ['mock_interview_3.opus', 'mock interview 3'],
  ['.ogg', 'Old recording'],
  ['v1.2 notes', 'v1.2 notes'],
])('%s is called %s', (name, title) => expect(titleOf(name)).toBe(title));

test('the address says what and from when', () => {
  expect(importAddress({ name: 'a & b.wav', lastModified: Date.UTC(2025, 0, 2, 3, 4, 5) })).toBe(
    '/api/v1/clips?title=a+%26+b&recorded_at=2025-01-02T03%3A04%3A05.000Z',
  );
});

test('a file from the future is one of today', () => {
  expect(importAddress({ name: 'a.wav', lastModified: Date.now() + 86_400_000 })).toBe('/api/v1/clips?title=a');
});

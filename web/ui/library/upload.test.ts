import { expect, test } from 'vitest';
import { importAddress, importType, titleOf } from './upload';

test.each([
  ['TCP handshake.wav', 'TCP handshake'],
  ['mock_interview_3.opus', 'mock interview 3'],
  ['.ogg', 'Old recording'],
  ['v1.2 notes', 'v1.2 notes'],
])('%s is called %s', (name, title) => expect(titleOf(name)).toBe(title));

test.each([
  ['audio/wav', 'a.wav', 'audio/wav'],
  ['', 'a.WAV', 'audio/wav'],
  ['', 'a.opus', 'audio/ogg'],
  ['video/ogg', 'a.ogg', 'audio/ogg'],
])('type %j of %s is sent as %s', (type, name, want) => expect(importType({ type, name })).toBe(want));

test('the address says what and from when', () => {
  expect(importAddress({ name: 'a & b.wav', lastModified: Date.UTC(2025, 0, 2, 3, 4, 5) })).toBe(
    '/api/v1/clips?title=a+%26+b&recorded_at=2025-01-02T03%3A04%3A05.000Z',
  );
});

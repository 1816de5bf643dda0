import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Some tests compute for seconds, which is longer on a busy machine than the usual 5 s.
  test: { include: ['ui/**/*.test.ts'], environment: 'node', testTimeout: 30_000 },
});

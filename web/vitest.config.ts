import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // Some tests compute for seconds, which is longer on a busy machine than the usual 5 s.
  test: { include: ['ui/**/*.test.{ts,tsx}'], environment: 'node', testTimeout: 30_000 },
});

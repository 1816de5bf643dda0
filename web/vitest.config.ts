import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['ui/**/*.test.ts'], environment: 'node' },
});

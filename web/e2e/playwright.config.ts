import { defineConfig } from '@playwright/test';

// One worker: each test speaks and listens in real time, and a second browser
// beside it would disturb what is measured.
// Those of faults break the network, so they run in one of their own
// (scripts/in-network).
const faults = process.env['PRACTICE_TEST_NETWORK'] === 'own';

export default defineConfig({
  testDir: faults ? 'faults' : '.',
  testIgnore: faults ? [] : ['faults/**'],
  workers: 1,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  use: { actionTimeout: 10_000, navigationTimeout: 10_000 },
  reporter: 'list',
  outputDir: faults ? 'test-results/faults' : 'test-results/pages',
});

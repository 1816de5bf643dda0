import { defineConfig } from '@playwright/test';

// One worker: each test speaks and listens in real time, and a second browser
// beside it would disturb what is measured.
export default defineConfig({
  testDir: '.',
  workers: 1,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  use: { actionTimeout: 10_000, navigationTimeout: 10_000 },
  reporter: 'list',
  outputDir: 'test-results',
});

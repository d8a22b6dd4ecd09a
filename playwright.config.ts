import { defineConfig } from '@playwright/test'

const CHROMIUM_ARGUMENTS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

export default defineConfig({
  testDir: 'e2e',
  workers: 1,
  forbidOnly: true,
  reporter: 'list',
  use: {
    viewport: { width: 1440, height: 900 },
    // Lines that move with the data would be drawn by the processor here.
    contextOptions: { reducedMotion: 'reduce' },
    actionTimeout: 30_000,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: CHROMIUM_ARGUMENTS },
  },
  projects: [
    { name: 'sandbox', testMatch: 'sandbox/**/*.spec.ts', timeout: 90_000, expect: { timeout: 15_000 } },
    { name: 'screenshots', testMatch: 'screenshots/**/*.spec.ts', timeout: 600_000, expect: { timeout: 30_000 } },
    // Real pods need real time: two cores start a cluster of three in about half a minute.
    { name: 'cluster', testMatch: 'cluster/**/*.spec.ts', timeout: 600_000, expect: { timeout: 120_000 } },
  ],
})

// Unit tests run in plain Node. What needs a browser is a Playwright spec in e2e/ and never matched here.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    environment: 'node',
    include: ['{src,workers,tests,scripts,lab}/**/*.test.ts'],
    // Golden traces run thousands of sampler steps; a busy machine needs more than the default 5 s.
    testTimeout: 30_000,
  },
})

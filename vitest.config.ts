// Unit tests run in plain Node. What needs a browser is a Playwright spec in e2e/ and never matched here; what takes longer than the usual
// run may is a *.long.test.ts (vitest.long.config.ts).
import { configDefaults, defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    environment: 'node',
    include: ['{src,workers,tests,scripts,lab}/**/*.test.ts'],
    exclude: [...configDefaults.exclude, '**/*.long.test.ts'],
    // One file to a core: the default leaves one idle, which is half of a machine with two.
    maxWorkers: '100%',
    // Golden traces run thousands of sampler steps; a busy machine needs more than the default 5 s.
    testTimeout: 30_000,
  },
})

// `npm run test:long`: storms and sweeps too long for the usual run, which meets a seeded part of each.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { environment: 'node', include: ['{src,workers,tests,scripts,lab}/**/*.long.test.ts'], testTimeout: 30_000 },
})

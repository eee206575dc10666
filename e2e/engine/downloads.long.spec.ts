// The storm of faults at full length.
import { expectedErrors, meetFaults } from '../fault-storm'
import { test } from '../fixtures'

test.use({ serviceWorkers: 'block' })

// Cold: a storage of its own.
test('a hundred random faults: no wrong file is ever called ready, and what can be recovered is', async ({ coldApp, expectError }) => {
  expectError(...expectedErrors)
  await meetFaults(coldApp, 100)
})

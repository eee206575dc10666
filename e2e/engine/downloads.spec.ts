// A model from another server, through the real engine and the real IndexedDB: a part of the storm of faults.
import { expectedErrors, meetFaults } from '../fault-storm'
import { test } from '../fixtures'

// What a service worker stores would count as the model's.
test.use({ serviceWorkers: 'block' })

// Cold: a storage of its own.
test('twenty random faults: no wrong file is ever called ready, and what can be recovered is', async ({ coldApp, expectError }) => {
  expectError(...expectedErrors)
  await meetFaults(coldApp, 20)
})

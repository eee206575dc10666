// The storms of test-storms.ts at full length.
import { test } from 'vitest'
import { meetFaults, storms, weather } from './test-storms'

test('100 random faults, one at a time', { timeout: 180_000 }, () => meetFaults(100))

test.each(storms)('100 browsers in storms of faults, files with %s', { timeout: 180_000 }, (_, storm) => weather(storm, 100))

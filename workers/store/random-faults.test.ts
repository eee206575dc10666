// A part of the storms of test-storms.ts: every kind of fault at least once.
import { test } from 'vitest'
import { meetFaults, storms, weather } from './test-storms'

test('25 random faults, one at a time', { timeout: 180_000 }, () => meetFaults(25))

test.each(storms)('30 browsers in storms of faults, files with %s', { timeout: 180_000 }, (_, storm) => weather(storm, 30))

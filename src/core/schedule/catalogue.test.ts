import { expect, test } from 'vitest'
import { readField } from '../request/field-texts'
import { scheduleChoices } from './catalogue'
import { scheduleLabels } from './labels'

test('what a schedule is called where it is chosen is what AUTOMATIC1111 calls it, and is read as that schedule', () => {
  expect(scheduleChoices.find(({ id }) => id === 'ddim_uniform')?.name).toBe('DDIM')
  expect(scheduleChoices.map(({ id }) => id)).toEqual(Object.keys(scheduleLabels).filter((id) => id !== 'custom'))
  const known = { models: [], samplers: [], schedules: scheduleChoices.map(({ id }) => id) }
  for (const { id, name } of scheduleChoices) expect(readField('schedule', name, known)).toBe(id)
})

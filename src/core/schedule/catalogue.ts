// The schedules a person can choose, by the names that are also written into pictures. 'custom' needs a list of its own and so is no choice here.
import { scheduleLabels } from './labels'
import type { ScheduleName } from './names'

export type ChosenSchedule = Exclude<ScheduleName, 'custom'>

export const scheduleChoices = Object.entries(scheduleLabels).flatMap(([id, name]) => (id === 'custom' ? [] : [{ id, name }]))

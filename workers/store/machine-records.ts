// What this browser remembers of the machine it runs on: how its trials ended, so that they are not held at every start.
import { databases } from '../../src/protocol/stored'
import { openKeyValues } from './key-values'

export interface TrialRecord {
  passed: boolean
  errors: Readonly<Record<string, number>>
}

export interface MachineRecords {
  /** How a trial ended; undefined when it was never held. */
  find(trial: string): Promise<TrialRecord | undefined>
  keep(trial: string, record: TrialRecord): Promise<void>
}

export function openMachineRecords(database: string = databases.machine.name): MachineRecords {
  const stored = openKeyValues(database, databases.machine.store)
  return {
    async find(trial) {
      const [known] = await stored.getMany([trial])
      return isRecord(known) ? known : undefined
    },
    keep: (trial, record) => stored.setMany([[trial, record]]),
  }
}

function isRecord(value: unknown): value is TrialRecord {
  const { passed, errors } = Object(value) as Partial<TrialRecord>
  return typeof passed === 'boolean' && typeof errors === 'object' && errors !== null && Object.values(errors).every((error) => typeof error === 'number')
}

// What this browser remembers of the machine it runs on: how its trials ended, so that they are not held at every start.
import { databases } from '../../src/protocol/stored'
import { openKeyValues } from './key-values'

export interface MachineRecords {
  /** Whether a trial was passed; undefined when it was never held. */
  passed(trial: string): Promise<boolean | undefined>
  keep(trial: string, passed: boolean): Promise<void>
}

export function openMachineRecords(database: string = databases.machine.name): MachineRecords {
  const stored = openKeyValues(database, databases.machine.store)
  return {
    async passed(trial) {
      const [known] = await stored.getMany([trial])
      return typeof known === 'boolean' ? known : undefined
    },
    keep: (trial, passed) => stored.setMany([[trial, passed]]),
  }
}

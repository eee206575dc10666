// The engine as the page knows it: what it runs on, whether it could start, and which life of it this is.
import { signal } from '@preact/signals'
import type { Signal } from '@preact/signals'
import type { EngineClient } from '../client/engine-client'
import type { EngineError } from '../core/errors/engine-error'
import type { Capabilities, SelfTest } from '../protocol/machine'
import { asEngineError } from './as-engine-error'
import type { Models } from './models'

export type { Capabilities, SelfTest }

export interface EngineState {
  capabilities: Signal<Capabilities | null>
  /** Why the engine itself could not start; models and jobs keep their own errors. */
  startError: Signal<EngineError | null>
  /** Changes whenever a fresh worker runs: canvases handed to the old one died with it. */
  life: Signal<number>
  /** Asks the engine what it can do and has; again after startError. */
  start(): Promise<void>
  /** What it can do may be known better by now: `capabilities` follows. */
  selfTest(): Promise<SelfTest>
  /** Settles with the last start(). */
  readonly started: Promise<void>
}

/** `onStarted` follows every successful start. */
export function createEngineState(client: EngineClient, models: Models, onStarted: () => void): EngineState {
  const capabilities = signal<Capabilities | null>(null)
  const startError = signal<EngineError | null>(null)
  let started = Promise.resolve()
  const startOnce = async () => {
    startError.value = null
    try {
      capabilities.value = await client.capabilities()
      await models.refresh()
    } catch (thrown) {
      startError.value = asEngineError(thrown)
      return
    }
    onStarted()
  }
  return {
    capabilities,
    startError,
    life: signal(0),
    async selfTest() {
      const found = await client.selfTest()
      capabilities.value = found.capabilities
      return found
    },
    start: () => (started = startOnce()),
    get started() { return started },
  }
}

// What a test says to the scripted engine (engine.worker.ts), over a channel that the page knows nothing of.
import type { ErrorKey } from '../../src/core/errors/keys'

export type Script = { say: 'hold' } | { say: 'steps'; count: number } | { say: 'go on' } | { say: 'fail'; key: ErrorKey }

export const scriptChannel = 'scripted-engine'

// What a machine can do is believed in two steps: most of it from the start, the ONNX runtime's half precision once a model in half
// precision is about to be used and the runtime's trial was held.
import type { ModelManifest } from '../../src/core/manifest'
import { choosePrecision } from '../../src/core/precision'
import type { Capabilities, TrialOutcome } from '../../src/protocol/machine'
import type { SerialQueue } from '../ort/queue'

export interface KnownMachine {
  /** As far as it is known. Never loads the ONNX runtime. */
  capabilities(): Promise<Capabilities>
  /** Once the runtime's half precision was tried, where it is offered: what capabilities() says from then on. */
  tried(queue: SerialQueue): Promise<Capabilities>
}

/** `read` is asked once, `hold` once for each machine that offers half precision. `trust` says what follows from trials. */
export function knownMachine(
  read: () => Promise<Capabilities>, hold: (subgroups: boolean, queue: SerialQueue) => Promise<TrialOutcome>, trust: (trials: readonly TrialOutcome[]) => Partial<Capabilities>,
): KnownMachine {
  let known: Promise<Capabilities> | null = null
  let trying: Promise<Capabilities> | null = null
  const capabilities = () => (known ??= read())
  const hear = async (queue: SerialQueue): Promise<Capabilities> => {
    const before = await capabilities()
    if (!before.shaderF16) return before
    // What cannot be tried is not trusted; single precision may still do.
    const outcome = await hold(before.subgroups, queue).catch((): TrialOutcome => ({ trial: 'runtime-half', ended: 'unanswered', errors: {} }))
    const trials = [...before.trials.filter(({ trial }) => trial !== outcome.trial), outcome]
    const after = { ...before, ...trust(trials) }
    known = Promise.resolve(after)
    return after
  }
  return { capabilities, tried: (queue) => (trying ??= hear(queue)) }
}

/** The machine as it must be known before this model's precision is chosen: tried where that would be one in half precision. */
export async function machineFor(model: ModelManifest, wished: string | null, own: Capabilities, tried: () => Promise<Capabilities>): Promise<Capabilities> {
  const chosen = choosePrecision(model, own, wished)?.precision
  return (chosen?.requires ?? []).includes('shader-f16') ? tried() : own
}

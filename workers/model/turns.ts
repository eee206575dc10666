// Parts of a model that take turns in memory: opening one closes the one before it, device and all, since a device gives its
// weights back only with its last session. What comes next is up to whoever asks.
import type { OrtContext } from '../ort/session'
import type { TextEncoder } from '../stages/text-encoder'
import type { Unet } from '../stages/unet'
import type { VaeDecoder } from '../stages/vae-decoder'

/** Where one part lives for its turn. */
export interface TurnPlace {
  context: OrtContext
  /** Throws what went wrong there. */
  check(): void
  close(): Promise<void>
}

export interface Turns {
  /** Opens the part unless it is open. Parts are told apart by `open`. */
  take<S extends Stage>(open: (context: OrtContext) => Promise<S>, withLatents: boolean): Promise<S>
  /** Closes whatever is open. */
  leave(): Promise<void>
}

interface Stage { release(): Promise<void> }

/** `openPlace` gives a part with latents a place where latents can be. */
export function takeTurns(openPlace: (withLatents: boolean) => Promise<TurnPlace>): Turns {
  let current: { open: unknown; stage: Stage; place: TurnPlace } | null = null
  const leave = async () => {
    const old = current
    current = null
    if (!old) return
    try {
      await old.stage.release()
    } finally {
      await old.place.close()
    }
  }
  return {
    leave,
    async take<S extends Stage>(open: (context: OrtContext) => Promise<S>, withLatents: boolean): Promise<S> {
      if (current?.open === open) return current.stage as S
      current?.place.check() // a run that ran out of memory may seem to have gone well
      await leave()
      const place = await openPlace(withLatents)
      try {
        const stage = await open(place.context)
        current = { open, stage, place }
        return stage
      } catch (error) {
        await place.close().catch(() => {}) // the first error explains
        throw error
      }
    },
  }
}

export function turningTextEncoder(turns: Turns, open: (context: OrtContext) => Promise<TextEncoder>): TextEncoder {
  return { encode: async (ids) => (await turns.take(open, false)).encode(ids), release: async () => {} }
}

export function turningUnet<L>(turns: Turns, open: (context: OrtContext) => Promise<Unet<L>>): Unet<L> {
  let unet: Unet<L> | null = null
  return {
    async ready() {
      unet = await turns.take(open, true)
    },
    open(...how) {
      if (!unet) throw new Error('the network has not come yet')
      return unet.open(...how)
    },
    release: async () => {},
  }
}

export function turningDecoder<L>(turns: Turns, open: (context: OrtContext) => Promise<VaeDecoder<L>>): VaeDecoder<L> {
  return { decode: async (...what) => (await turns.take(open, true)).decode(...what), release: async () => {} }
}

// Token ids → text states: the CLIP text model. [B,77] → [B,77,width]
import type { LatentHome } from '../latents'
import { openGraph } from '../ort/session'
import type { GraphFiles, OrtContext } from '../ort/session'

export interface TextEncoder<L> {
  /** States of several prompts in one run, left where latents live. The caller frees them. */
  encode(prompts: readonly Int32Array[]): Promise<L>
  release(): Promise<void>
}

export async function openTextEncoder<L>(context: OrtContext, files: GraphFiles, home: LatentHome<L>, width: number): Promise<TextEncoder<L>> {
  const session = await openGraph(context, files, { inputs: ['input_ids'], outputs: ['last_hidden_state'] })
  return {
    async encode(prompts) {
      const tokens = prompts[0]!.length
      const ids = new Int32Array(prompts.length * tokens)
      for (const [row, prompt] of prompts.entries()) ids.set(prompt, row * tokens)
      const dims = [prompts.length, tokens, width]
      const states = home.alloc(prompts.length * tokens * width)
      await session.run(
        { input_ids: new context.ort.Tensor('int32', ids, [prompts.length, tokens]) },
        { last_hidden_state: home.tensor(states, dims) },
      )
      return states
    },
    release: () => session.release(),
  }
}

// The network: a scaled latent, a timestep and the prompt's conditioning → its prediction. [B,4,h,w] → [B,4,h,w]
// What else a family feeds it (SDXL's sizes, LCM's guidance) is read off the graph's own inputs.
import { guidanceEmbedding } from '../../src/core/families/guidance-embedding'
import type { LatentHome } from '../latents/latent-home'
import { openGraph } from '../ort/session'
import type { GraphFiles, GraphTensor, OrtContext } from '../ort/session'
import type { OrtTensor } from '../ort/runtime'
import { findTensor, fixedRows, floatInput, floatOutput, odd, smallTensor, timestepDims } from './graph-io'
import type { FloatPort } from './graph-io'
import type { Conditioning } from '../denoise/conditioning'

/** A latent [4,h,w] from `offset` on. */
export interface Prediction<L> { x: L; offset: number }

/** The buffers of one run, made once per request: every step writes into the same ones. */
export interface UnetSlot<L> {
  /** [copies,4,h,w], the network's input; filled by the caller with that many copies of one latent. */
  sample: L
  copies: number
  /** What run() leaves for each row it was opened for. */
  predictions: Prediction<L>[]
  run(timestep: number): Promise<void>
  free(): void
}

export interface UnetShape {
  channels: number
  height: number
  width: number
  /** Of the picture in pixels: what SDXL is told. */
  picture: { width: number; height: number }
  guidance: number
  /** Width of the guidance embedding, for a graph that takes one and leaves it open. */
  guidanceEmbedding?: number
}

/** Outputs read after every run, for the x-ray UNet. */
export interface OutputReader {
  wants(output: string): boolean
  hear(outputs: Record<string, OrtTensor>): void
}

export interface Unet<L> {
  /** Before open(): where parts take turns, the network comes now and latents live with it from here on. */
  ready(): Promise<void>
  /** For these rows of the conditioning, whose order is kept. */
  open(shape: UnetShape, conditioning: Conditioning<L>, rows: readonly number[], reader?: OutputReader | null): UnetSlot<L>
  release(): Promise<void>
}

/** `outputs` are those the graph must have besides its prediction; `rowsAtOnce` is how many rows one run takes at most. */
export async function openUnet<L>(context: OrtContext, files: GraphFiles, home: LatentHome<L>, { outputs = [], rowsAtOnce = Infinity }: { outputs?: string[]; rowsAtOnce?: number } = {}): Promise<Unet<L>> {
  const session = await openGraph(context, files, { inputs: ['sample', 'timestep', 'encoder_hidden_states'], outputs })
  const input = (name: string) => findTensor(session.inputs, name)!
  const predictionOutput = findTensor(session.outputs, 'out_sample', /./)!
  return {
    ready: async () => {},
    open(shape, conditioning, asked, reader = null) {
      const { channels, height, width } = shape
      // An export for one row runs once per row, one for two rows gets the same row twice.
      const batch = asked.length
      const rows = fixedRows(input('sample'), Math.min(batch, rowsAtOnce))
      const runs = rows < batch ? batch : 1
      const length = channels * height * width
      const dims = [rows, channels, height, width]
      const sample = home.alloc(rows * length)
      const samplePort = floatInput(home, input('sample'), sample, dims)
      const time = timestepInput(context, home, input('timestep'), rows)
      const passes = Array.from({ length: runs }, (_, k) => {
        const prediction = home.alloc(rows * length)
        const port = floatOutput(home, predictionOutput, prediction, dims)
        const extra = conditioningFeeds(context, home, session.inputs, conditioning, shape, { asked: runs > 1 ? [asked[k]!] : asked, rows })
        return { prediction, port, extra }
      })
      const reads = reader ? session.outputs.map(({ name }) => name).filter((name) => reader.wants(name)) : []
      return {
        sample,
        copies: rows,
        predictions: Array.from({ length: batch }, (_, row) => (runs > 1 ? { x: passes[row]!.prediction, offset: 0 } : { x: passes[0]!.prediction, offset: row * length })),
        async run(timestep) {
          samplePort.transfer()
          const timestepTensor = time.feed(timestep)
          for (const [k, { port, extra }] of passes.entries()) {
            const feeds = { ...extra.feeds, sample: samplePort.tensor, timestep: timestepTensor }
            const read = await session.run(feeds, { [predictionOutput.name]: port.tensor }, k === 0 ? reads : [])
            port.transfer()
            if (k === 0) reader?.hear(read)
          }
        },
        free() {
          home.free(sample)
          samplePort.free()
          time.free()
          for (const { prediction, port, extra } of passes) {
            home.free(prediction)
            port.free()
            extra.free()
          }
        },
      }
    },
    release: () => session.release(),
  }
}

/** A float timestep is four bytes written where latents live; the other types go through the CPU. */
function timestepInput<L>({ ort }: OrtContext, home: LatentHome<L>, info: GraphTensor, rows: number): { feed(timestep: number): OrtTensor; free(): void } {
  const dims = timestepDims(info, rows)
  const values = (timestep: number) => Array<number>(dims.reduce((product, size) => product * size, 1)).fill(timestep)
  if (info.type !== 'float32') return { feed: (timestep) => smallTensor(ort, info, values(timestep), dims), free() {} }
  const storage = home.alloc(values(0).length)
  const tensor = home.tensor(storage, dims)
  return {
    feed(timestep) {
      home.write(storage, Float32Array.from(values(timestep)))
      return tensor
    },
    free: () => home.free(storage),
  }
}

/** Everything but the latent and the timestep, for a run of `rows` rows: those `asked` of the conditioning, again and again until it is full. */
function conditioningFeeds<L>(
  { ort }: OrtContext, home: LatentHome<L>, inputs: readonly GraphTensor[], conditioning: Conditioning<L>, { picture, guidance, guidanceEmbedding: embeddingWidth = 256 }: UnetShape,
  { asked, rows }: { asked: readonly number[]; rows: number },
): { feeds: Record<string, OrtTensor>; free(): void } {
  const ports: FloatPort[] = []
  const copied: L[] = []
  const rowsOf = (info: GraphTensor, x: L, ...inner: number[]) => {
    const length = inner.reduce((product, size) => product * size, 1)
    let source = x
    // The first rows in their order lie there already.
    if (rows > asked.length || asked.some((row, place) => row !== place)) {
      source = home.alloc(rows * length)
      const plane = { planeWidth: length, left: 0 }
      for (let place = 0; place < rows; place++) {
        home.paste({ planes: 1, width: length, height: 1, from: { ...plane, x, planeHeight: conditioning.rows.length, top: asked[place % asked.length]! }, to: { ...plane, x: source, planeHeight: rows, top: place } })
      }
      copied.push(source)
    }
    const port = floatInput(home, info, source, [rows, ...inner])
    port.transfer()
    ports.push(port)
    return port.tensor
  }
  const sameForAll = (info: GraphTensor, values: readonly number[]) =>
    smallTensor(ort, info, Array.from({ length: rows }, () => values).flat(), [rows, values.length])
  const feed = (info: GraphTensor): OrtTensor | null => {
    switch (info.name) {
      case 'sample':
      case 'timestep':
        return null
      case 'encoder_hidden_states':
        return rowsOf(info, conditioning.states, conditioning.tokens, conditioning.width)
      case 'text_embeds':
        if (conditioning.pooled === null) throw odd(info.name, 'the text encoder gives no vector')
        return rowsOf(info, conditioning.pooled, conditioning.pooledWidth)
      case 'time_ids': // original size, crop, target size
        return sameForAll(info, [picture.height, picture.width, 0, 0, picture.height, picture.width])
      case 'timestep_cond':
        return sameForAll(info, guidanceEmbedding(guidance, typeof info.shape[1] === 'number' ? info.shape[1] : embeddingWidth))
      default:
        throw odd(info.name, 'an input of the UNet')
    }
  }
  const feeds = Object.fromEntries(inputs.flatMap((info) => {
    const tensor = feed(info)
    return tensor ? [[info.name, tensor] as const] : []
  }))
  return {
    feeds,
    free() {
      for (const port of ports) port.free()
      for (const x of copied) home.free(x)
    },
  }
}

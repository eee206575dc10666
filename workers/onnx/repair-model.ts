// From a model file as published to one that loads here: runs the transforms that apply, and says which did (for the model card).
import type { RepairName } from '../../src/protocol/loaded-model'
import { addOutputs } from './add-outputs'
import type { OutputWish } from './add-outputs'
import { attentionTaps } from './attention-taps'
import { doubleToFloat } from './double-to-float'
import { externalWeights, inlineWeightBytes } from './external-weights'
import { hiddenStates } from './hidden-states'
import { meanLatent } from './mean-latent'
import { readModel } from './read-model'
import { replaceWeights } from './replace-weights'
import type { Replacement } from './replace-weights'
import type { ExternalFile } from './tensor'
import { writeModel } from './write-model'

export interface Wishes {
  /** Clip skips to have outputs for, as people count them: 1 is the last layer. */
  clipSkips?: readonly number[]
  /** The probabilities of every cross-attention as outputs. */
  attention?: boolean
  outputs?: readonly OutputWish[]
  weights?: readonly Replacement[]
  /** Weights inside the graph leave it when they are more bytes than this. */
  inlineLimit?: number
}

export interface Repair {
  name: RepairName
  places: number
}

export interface RepairedModel {
  /** The file itself when nothing was to do. */
  graph: Blob
  externalData: ExternalFile[]
  applied: Repair[]
}

/** The wasm heap keeps three times the bytes of weights inside a graph, for ever. */
const inlineLimit = 4e6

export async function repairModel(file: Blob, externalFiles: readonly ExternalFile[], wishes: Wishes = {}): Promise<RepairedModel> {
  let model = await readModel(file)
  const externalData = [...externalFiles]
  const applied: Repair[] = []
  const apply = (name: RepairName, change: { model: typeof model; places: number; externalData?: ExternalFile[] }): void => {
    if (change.places === 0) return
    model = change.model
    externalData.push(...(change.externalData ?? []))
    applied.push({ name, places: change.places })
  }
  apply('replaced-weights', replaceWeights(model, wishes.weights ?? [], 'replaced_weights'))
  apply('double-to-float', await doubleToFloat(model, externalData))
  apply('mean-latent', meanLatent(model))
  apply('hidden-states', hiddenStates(model, wishes.clipSkips ?? []))
  if (wishes.attention) apply('attention-taps', attentionTaps(model))
  apply('outputs', addOutputs(model, wishes.outputs ?? []))
  if (inlineWeightBytes(model) > (wishes.inlineLimit ?? inlineLimit)) apply('external-weights', await externalWeights(model, { path: 'external_weights' }))
  return { graph: applied.length > 0 ? writeModel(model) : file, externalData, applied }
}

// Repositories that hold no model for a browser, told by the names of their files and by the pipeline that they name: an error
// for each, so that a person learns what they have instead of what is missing in it.
import { EngineError } from '../errors/engine-error'
import type { ErrorKey } from '../errors/keys'
import type { Config } from './configs'
import { textIn } from './configs'

/** Other forms of models, by the files they come as; the first that fits. */
const otherForms: [RegExp, Extract<ErrorKey, `model-broken.only-${string}`>][] = [
  [/\.gguf$/, 'model-broken.only-gguf'],
  [/\.(safetensors|ckpt|pt|pth)$|(^|\/)(pytorch_model|diffusion_pytorch_model)[\w.-]*\.bin$/, 'model-broken.only-pytorch'],
  [/\.(mlpackage|mlmodelc)\/|\.mlmodel$/, 'model-broken.only-core-ml'],
  [/openvino_model\.xml$|\.xml$/, 'model-broken.only-openvino'],
  [/\.(tflite|litertlm|task)$/, 'model-broken.only-litert'],
  [/flax_model\.msgpack$|\.msgpack$/, 'model-broken.only-flax'],
  [/\.(engine|plan|trt)$/, 'model-broken.only-tensorrt'],
]

/** Throws where no graph is there that could be a model's. */
export function demandGraphs(paths: readonly string[]): void {
  const graphs = paths.filter((path) => path.endsWith('.onnx'))
  if (graphs.some((path) => /(^|\/)transformer[_/]/.test(path)) && !graphs.some((path) => /unet/i.test(path))) {
    throw new EngineError('model-broken.transformer', {}, graphs.join(', '))
  }
  if (graphs.length > 0) return
  if (paths.length === 0) throw new EngineError('model-broken.no-files', {})
  const [, form] = otherForms.find(([pattern]) => paths.some((path) => pattern.test(path))) ?? []
  throw new EngineError(form ?? 'model-broken.no-graphs', {}, paths.slice(0, 20).join(', '))
}

/** Pipelines of model_index.json that draw from more, or other, than a text. */
const otherPipelines: [RegExp, Extract<ErrorKey, `model-broken.draws-${string}`>][] = [
  [/ControlNet|T2IAdapter/, 'model-broken.draws-sketches'],
  [/Inpaint/, 'model-broken.draws-inside'],
  [/InstructPix2Pix|Edit/, 'model-broken.draws-edits'],
  [/Upscale|SuperResolution/, 'model-broken.draws-larger'],
  [/Depth2Img/, 'model-broken.draws-depth'],
  [/Video|AnimateDiff|ModelScope|TextToVideo|Zero(Text)?ToVideo/, 'model-broken.draws-videos'],
  [/Audio|Music/, 'model-broken.draws-sound'],
  [/^(Stable)?UnCLIP|Kandinsky|Wuerstchen|StableCascade|^IF/, 'model-broken.draws-otherwise'],
  [/StableDiffusion3|Flux|PixArt|Sana|HunyuanDiT|Lumina|AuraFlow|ZImage/, 'model-broken.draws-transformed'],
]

export function demandPipeline(index: Config): void {
  const name = textIn(index, '_class_name')
  const [, what] = otherPipelines.find(([pattern]) => pattern.test(name)) ?? []
  if (what) throw new EngineError(what, {}, name)
}
